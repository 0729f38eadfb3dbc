/** What is tied to a thing by two steps: a graph to look at, and the same as a list to walk. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { get } from "../../api/client";
import type { LinkEdge, LinkNode, Links } from "../../api/types";
import { useWords } from "../../i18n";
import { useShortcuts, type Shortcut } from "../../keyboard/keys";
import { sayRefusal, useClassifier, useDesk } from "../../session/desk";
import { Button, Empty, PaneHead, SectionHead } from "../../ui/parts";
import { momentOf } from "../../ui/time";
import { LETTERS } from "./hits";
import { useMarkName } from "./marks";
import { HEIGHT, WIDTH, place } from "./layout";

const SPANS = [0, 30, 365, 730] as const;

export function LinkView({ start, purpose, onOpen, onFollow, onBack }: { start: string; purpose: string; onOpen: (event: string) => void; onFollow: (key: string) => void; onBack: () => void }): ReactNode {
  const { t } = useWords();
  const { now } = useDesk();
  const [days, setDays] = useState<number>(0);
  const say = useSaying();
  const [kind = "", id = ""] = start.split(":");
  const links = useQuery({
    queryKey: ["index-links", start, days, purpose],
    queryFn: () => {
      const from = days > 0 ? `&from=${encodeURIComponent(new Date(Date.now() - days * 86_400_000).toISOString())}` : "";
      return get<Links>(`/api/v1/index/links?kind=${kind}&id=${encodeURIComponent(id)}${from}`, { purpose });
    },
    retry: false,
  });
  const shortcuts = useMemo<Shortcut[]>(() => [{ keys: "Alt+ArrowLeft", word: "index.back", run: onBack }], [onBack]);
  useShortcuts(shortcuts);
  const nodes = links.data?.nodes ?? [];
  const first = nodes[0];
  const table = useRef<HTMLTableSectionElement>(null);
  const ready = links.data !== undefined;
  useEffect(() => { if (ready) table.current?.querySelector<HTMLElement>("tr")?.focus(); }, [ready, start]);
  const take = (node: LinkNode): void => { if (node.kind === "event") onOpen(node.key.slice(6)); else onFollow(node.key); };
  const walk = (row: HTMLElement, key: string): void => {
    const next = key === "ArrowDown" ? row.nextElementSibling : key === "ArrowUp" ? row.previousElementSibling : null;
    if (next instanceof HTMLElement) next.focus();
  };
  return (
    <>
      <PaneHead title={`${t("index.links")}: ${first?.label ?? "…"}`}>
        <select className="input is-low" aria-label={t("index.span")} value={days} onChange={(one) => setDays(Number(one.target.value))}>
          {SPANS.map((one) => <option key={one} value={one}>{t(`index.span.${one}` as "index.span.0")}</option>)}
        </select>
        {links.data?.cut ? <span className="chip is-warn">{t("index.cut")}</span> : null}
        <Button low hotkey="Alt+←" onPress={onBack}>{t("index.back")}</Button>
      </PaneHead>
      {links.isError ? <Empty>{sayRefusal(links.error, t("away"))}</Empty> : null}
      <div className="scroll">
        {nodes.length > 1 ? <Graph nodes={nodes} edges={links.data?.edges ?? []} /> : null}
        <SectionHead title={t("index.list")} note={Math.max(0, nodes.length - 1)} />
        <table className="t">
          <colgroup><col style={{ width: "calc(var(--k)*56px)" }} /><col style={{ width: "calc(var(--k)*92px)" }} /><col /><col style={{ width: "34%" }} /><col style={{ width: "calc(var(--k)*124px)" }} /></colgroup>
          <thead><tr><th className="num">{t("index.hop")}</th><th>{t("index.what")}</th><th>{t("index.who")}</th><th>{t("index.how")}</th><th>{t("index.when")}</th></tr></thead>
          <tbody ref={table}>
            {nodes.slice(1).map((node) => (
              <tr key={node.key} tabIndex={0} onClick={() => take(node)}
                onKeyDown={(event) => { if (event.key === "Enter") take(node); else if (event.key.startsWith("Arrow")) { event.preventDefault(); walk(event.currentTarget, event.key); } }}>
                <td className="num ink2">{node.hop}</td><td className="ink2">{t(`index.kind.${node.kind}` as "index.kind.person")}</td>
                <td className="strong" title={say.name(node)}>{say.name(node)}</td>
                <td className="ink2" title={say.ties(node, links.data)}>{say.ties(node, links.data)}</td>
                <td className="time ink2">{momentOf(node.at, now)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {links.data && nodes.length === 1 ? <Empty>{t("index.alone")}</Empty> : null}
        <p className="pad small ink3"><kbd className="key">Enter</kbd> {t("index.follows")}</p>
      </div>
    </>
  );
}

interface Saying { name: (node: LinkNode) => string; ties: (node: LinkNode, links: Links | undefined) => string }

/** Codes of the answer in the reader's words. */
function useSaying(): Saying {
  const { code, value } = useWords();
  const types = useClassifier("incident_type");
  const roles = useClassifier("person_role");
  const vehicleRoles = useClassifier("vehicle_role");
  const markOf = useMarkName();
  const relation = (edge: LinkEdge): string => {
    const own = code(`relation.${edge.relation}`);
    return own === `relation.${edge.relation}` ? value(roles(edge.relation) ?? vehicleRoles(edge.relation), edge.relation) : own;
  };
  const detail = (node: LinkNode): string => (node.kind === "event" ? value(types(node.detail), node.detail ?? "") : node.kind === "mark" ? markOf(node.detail) : (node.detail ?? ""));
  const ties = (node: LinkNode, links: Links | undefined): string => (links?.edges ?? [])
    .filter((edge) => edge.start === node.key || edge.end === node.key)
    .map((edge) => `${relation(edge)}: ${links?.nodes.find((one) => one.key === (edge.start === node.key ? edge.end : edge.start))?.label ?? ""}`)
    .slice(0, 3).join(", ");
  const name = (node: LinkNode): string => [node.label, detail(node)].filter(Boolean).join(" · ");
  return { name, ties };
}

function Graph({ nodes, edges }: { nodes: readonly LinkNode[]; edges: readonly LinkEdge[] }): ReactNode {
  const { t } = useWords();
  const placed = place(nodes, edges);
  const at = new Map(placed.map((one) => [one.node.key, one]));
  const short = (text: string): string => (text.length > 22 ? `${text.slice(0, 21)}…` : text);
  return (
    <svg className="links-graph" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t("index.graph")}>
      {edges.map((edge) => {
        const [from, to] = [at.get(edge.start), at.get(edge.end)];
        if (!from || !to) return null;
        return <path key={`${edge.start} ${edge.end} ${edge.relation}`} className={Math.max(from.node.hop, to.node.hop) === 2 ? "e is-2" : "e"} d={`M${from.x} ${from.y}L${to.x} ${to.y}`} />;
      })}
      {placed.map(({ node, x, y }) => (
        <g key={node.key} transform={`translate(${x} ${y})`} className={node.hop === 0 ? "nd is-main" : "nd"}>
          <Shape kind={node.kind} />
          <text y="5" textAnchor="middle" className="l">{LETTERS[node.kind]}</text>
          <text y="30" textAnchor="middle" className="n">{short(node.label)}</text>
        </g>
      ))}
    </svg>
  );
}

/** A kind is told by its outline too, not by a letter alone. */
function Shape({ kind }: { kind: LinkNode["kind"] }): ReactNode {
  switch (kind) {
    case "person": return <circle r="14" />;
    case "vehicle": return <rect x="-14" y="-12" width="28" height="24" />;
    case "address": return <path d="M-13 12V-2L0-13 13-2V12z" />;
    case "phone": return <path d="M-14 0L-7-12H7L14 0 7 12H-7z" />;
    case "mark": return <path d="M-12-8L0-14 12-8V8L0 14-12 8z" />;
    case "event": return <path d="M0-15L15 0 0 15-15 0z" />;
  }
}
