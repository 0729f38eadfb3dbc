/** What is needed, who could come and why, one key to send; any change is kept with its reason. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState, type ReactNode } from "react";
import { get, newKey, post } from "../api/client";
import type { Assignment, Candidate, Card, Leg, Recommendation } from "../api/types";
import { useWords } from "../i18n";
import type { Shortcut } from "../keyboard/keys";
import { useShortcuts } from "../keyboard/keys";
import { useClassifier, useDesk } from "../session/desk";
import { State } from "../ui/marks";
import { Button, Empty, SectionHead } from "../ui/parts";
import { durationOf, secondsSince } from "../ui/time";

export function Proposal({ card, leg }: { card: Card; leg: Leg }): ReactNode {
  const { t, value } = useWords();
  const { now, act } = useDesk();
  const capability = useClassifier("capability");
  const proposal = useQuery({
    queryKey: ["recommendation", leg.id, card.type_code, card.place?.lat, card.place?.lon],
    queryFn: () => get<Recommendation>(`/api/v1/dispatch/legs/${leg.id}/recommendation`),
    refetchInterval: 30_000, staleTime: 5_000,
  });
  const data = proposal.data;
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [touched, setTouched] = useState(false);
  const [key, setKey] = useState(newKey);
  // What a person changed by hand stays until they ask anew: a fresh calculation must not take it away.
  useEffect(() => { if (data && !touched) setChosen(new Set(data.units.filter((one) => one.chosen).map((one) => one.unit_id))); }, [data, touched]);
  const units = useMemo(() => data?.units ?? [], [data]);
  const changed = units.some((one) => one.chosen !== chosen.has(one.unit_id));

  const send = async (): Promise<void> => {
    if (!data || chosen.size === 0) return;
    const names = units.filter((one) => chosen.has(one.unit_id)).map((one) => one.call_sign).join(", ");
    const body = { units: [...chosen], recommendation_id: data.id, reason: changed ? t("proposal.changed_by_hand") : null };
    const done = await act(t("done.sent", { units: names, number: card.number }), () => post<Assignment[]>(`/api/v1/dispatch/legs/${leg.id}/assignments`, body, { key }));
    if (done === null) void proposal.refetch();
    setKey(newKey());
  };
  const toggle = (one: Candidate): void => {
    const next = new Set(chosen);
    if (!next.delete(one.unit_id)) next.add(one.unit_id);
    setChosen(next);
    setTouched(true);
  };
  const renew = (): void => { setTouched(false); void proposal.refetch(); };
  const shortcuts: Shortcut[] = [
    { keys: "F9", word: "key.send", run: () => void send() },
    { keys: "F8", word: "key.recommend", run: renew },
    ...units.slice(0, 9).map((one, place) => ({ keys: String(place + 1), word: "proposal.toggle" as const, run: () => toggle(one) })),
  ];
  useShortcuts(shortcuts);

  if (proposal.isPending) return <Empty>{t("proposal.working")}</Empty>;
  if (!data) return <Empty>{t("proposal.none")}</Empty>;
  const chosenUnits = units.filter((one) => chosen.has(one.unit_id));
  const first = Math.min(...chosenUnits.map((one) => one.eta_s ?? Infinity));
  return (
    <>
      <SectionHead title={t("proposal.title")} note={[t("proposal.sum", { units: chosenUnits.length, people: chosenUnits.reduce((sum, one) => sum + one.crew, 0) }),
        t(data.fulfilled ? "proposal.fulfilled" : "proposal.unfulfilled"), data.modelled_roads ? t("proposal.modelled") : ""].filter(Boolean).join(" · ")}>
        <span>{t("proposal.age", { seconds: Math.max(0, Math.round(secondsSince(data.at, now))) })}</span>
        <Button low kind="quiet" hotkey="F8" onPress={renew}>{t("key.recommend")}</Button>
      </SectionHead>
      <div className="bar wrap pad">
        <span className="ink3 small">{t("proposal.needs")}</span>
        {data.needs.map((need) => (
          <span key={need.capability} className="st" data-s={need.found >= need.wanted ? "done" : "warn"}>{value(capability(need.capability), need.capability)} {t("proposal.of", { found: need.found, wanted: need.wanted })}</span>
        ))}
      </div>
      <Candidates units={units} chosen={chosen} onToggle={toggle} />
      <div className="pad bar send-bar">
        <Button kind="main" hotkey="F9" isDisabled={chosen.size === 0} onPress={() => void send()}>{t("proposal.send", { count: chosen.size })}</Button>
        <span className="ink2">{Number.isFinite(first) ? t("proposal.first", { time: durationOf(first) }) : ""}</span>
      </div>
    </>
  );
}

/** Those that are near but not chosen explain the choice; a long tail explains nothing. */
const OTHERS_MAX = 5;

function Candidates({ units, chosen, onToggle }: { units: Candidate[]; chosen: ReadonlySet<string>; onToggle: (one: Candidate) => void }): ReactNode {
  const { t, code, value } = useWords();
  const [all, setAll] = useState(false);
  const kind = useClassifier("unit_kind");
  const capability = useClassifier("capability");
  const why = (one: Candidate): string => {
    const { capability: needed, state } = one.reason_data;
    return code(`recommendation_reason.${one.reason}`, {
      ...Object.fromEntries(Object.entries(one.reason_data).map(([name, given]) => [name, name.endsWith("_s") ? durationOf(Number(given)) : given])),
      ...(needed === undefined ? {} : { capability: value(capability(String(needed)), String(needed)) }),
      ...(state === undefined ? {} : { state: code(`unit_state.${state}`) }),
    });
  };
  const rows = (list: Candidate[]): ReactNode => list.map((one) => {
    const place = units.indexOf(one);
    return (
      <tr key={one.unit_id} aria-selected={chosen.has(one.unit_id)}>
        <td><span className="bar"><input type="checkbox" checked={chosen.has(one.unit_id)} onChange={() => onToggle(one)} aria-label={`${one.call_sign} ${one.station_name}`} /> {place < 9 ? <kbd className="key">{place + 1}</kbd> : null}</span></td>
        <td><State state={one.state}><b className="code">{one.call_sign}</b></State></td>
        <td title={one.station_name}>{one.station_name}</td>
        <td>{value(kind(one.kind), one.kind)}</td>
        <td className="num">{one.crew}/{one.crew_norm}</td>
        <td className="num"><b>{one.eta_s === null ? "—" : durationOf(one.eta_s)}</b></td>
        <td className="ink2" title={why(one)}>{why(one)}</td>
      </tr>
    );
  });
  const not = units.filter((one) => !one.chosen);
  const shown = all ? not : not.slice(0, OTHERS_MAX);
  return (
    <table className="t">
      <colgroup><col style={{ width: "calc(var(--k)*70px)" }} /><col style={{ width: "calc(var(--k)*92px)" }} /><col /><col /><col style={{ width: "calc(var(--k)*60px)" }} /><col style={{ width: "calc(var(--k)*66px)" }} /><col /></colgroup>
      <thead><tr><th><span className="visually-hidden">{t("proposal.toggle")}</span></th><th>{t("units.unit")}</th><th>{t("units.station")}</th><th>{t("units.kind")}</th><th className="num">{t("units.crew")}</th><th className="num">{t("units.in")}</th><th>{t("units.why")}</th></tr></thead>
      <tbody>
        {rows(units.filter((one) => one.chosen))}
        {not.length > 0 ? <tr className="is-group"><td colSpan={7}>{t("proposal.not_chosen")}</td></tr> : null}
        {rows(shown)}
        {not.length > shown.length ? (
          <tr><td colSpan={7}><Button low kind="quiet" onPress={() => setAll(true)}>{t("proposal.more", { count: not.length - shown.length })}</Button></td></tr>
        ) : null}
      </tbody>
    </table>
  );
}
