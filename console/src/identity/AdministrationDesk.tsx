/** People, roles, system clients and institutions: who may come in, and what they may do. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState, type ReactNode } from "react";
import { get, patch, post } from "../api/client";
import type { Client, Institution } from "../api/types";
import { useWords } from "../i18n";
import type { Shortcut } from "../keyboard/keys";
import { useDesk, useDeskKeys, useInstitutionName } from "../session/desk";
import { Confirm } from "../ui/Confirm";
import { Button, Pane, PaneHead, Scroll } from "../ui/parts";
import { momentOf } from "../ui/time";
import { NewClient } from "./NewPeople";
import { People, holds } from "./People";
import { useRoleTable } from "./roles";

const PARTS = ["people", "clients", "institutions", "roles"] as const;
const NO_VERBS: never[] = [];

export function AdministrationDesk(): ReactNode {
  const { t } = useWords();
  const [part, setPart] = useState<(typeof PARTS)[number]>("people");
  const [wanted, setWanted] = useState("");
  const institutions = useQuery({ queryKey: ["institutions"], queryFn: () => get<Institution[]>("/api/v1/identity/institutions") }).data ?? [];
  const shortcuts = useMemo<Shortcut[]>(() => PARTS.map((one, place) => ({ keys: `Alt+${place + 1}`, word: `admin.${one}` as const, run: () => setPart(one) })), []);
  useDeskKeys(shortcuts, NO_VERBS);
  return (
    <main className="desk is-two" style={{ gridTemplateColumns: "calc(var(--k)*220px) minmax(0,1fr)" }}>
      <Pane label={t("view.administration")}>
        <PaneHead title={t("view.administration")} />
        <nav aria-label={t("view.administration")}>
          {PARTS.map((one, place) => (
            <button key={one} type="button" className="bar pad-x" aria-current={part === one ? "page" : undefined} onClick={() => setPart(one)}
              style={{ width: "100%", minHeight: "var(--control)", background: part === one ? "var(--accent-soft)" : undefined, boxShadow: part === one ? "inset 3px 0 0 var(--accent)" : undefined }}>
              <span className="grow">{t(`admin.${one}`)}</span><kbd className="key">{`Alt+${place + 1}`}</kbd>
            </button>
          ))}
        </nav>
        <div className="pad"><input className="input" value={wanted} placeholder={t("admin.find")} aria-label={t("admin.find")} onChange={(event) => setWanted(event.target.value)} /></div>
      </Pane>
      <Pane label={t(`admin.${part}`)} lift>
        {part === "people" ? <People wanted={wanted} institutions={institutions} /> : null}
        {part === "clients" ? <Clients wanted={wanted} institutions={institutions} /> : null}
        {part === "institutions" ? <Institutions wanted={wanted} institutions={institutions} /> : null}
        {part === "roles" ? <Roles /> : null}
      </Pane>
    </main>
  );
}

function Clients({ wanted, institutions }: { wanted: string; institutions: Institution[] }): ReactNode {
  const { t } = useWords();
  const { now, act } = useDesk();
  const nameOf = useInstitutionName();
  const queries = useQueryClient();
  const [adding, setAdding] = useState(false);
  const [renewing, setRenewing] = useState<Client | null>(null);
  const [secret, setSecret] = useState<{ id: string; secret: string } | null>(null);
  const clients = useQuery({ queryKey: ["clients"], queryFn: () => get<Client[]>("/api/v1/identity/clients") }).data ?? [];
  const reload = (): void => void queries.invalidateQueries({ queryKey: ["clients"] });
  const renew = async (one: Client): Promise<void> => {
    const done = await act(t("admin.changed", { name: one.client_id }), () => post<{ client_secret: string }>(`/api/v1/identity/clients/${one.client_id}/secret`));
    if (done) setSecret({ id: one.client_id, secret: done.client_secret });
  };
  return (
    <>
      <PaneHead title={t("admin.clients")} note={clients.length}>{adding ? null : <Button low kind="main" onPress={() => setAdding(true)}>{t("admin.add_client")}</Button>}</PaneHead>
      {adding ? <NewClient institutions={institutions} onDone={(made) => { setAdding(false); if (made) setSecret(made); reload(); }} /> : null}
      {secret ? <p className="banner"><span className="shape" data-s="warn" /><b>{t("admin.secret_once")}</b> <span className="code">{secret.id}</span> <span className="code">{secret.secret}</span><span className="grow" /><Button low onPress={() => setSecret(null)}>{t("close")}</Button></p> : null}
      {renewing ? <Confirm title={renewing.name} act={t("admin.renew_now")} onAct={() => void renew(renewing)} onClose={() => setRenewing(null)}>{t("admin.renew_sure", { name: renewing.client_id })}</Confirm> : null}
      <div className="scroll">
        <table className="t">
          <colgroup><col style={{ width: "16%" }} /><col style={{ width: "20%" }} /><col style={{ width: "13%" }} /><col style={{ width: "25%" }} /><col style={{ width: "11%" }} /><col style={{ width: "6%" }} /><col style={{ width: "9%" }} /></colgroup>
          <thead><tr><th>{t("admin.client")}</th><th>{t("admin.name")}</th><th>{t("word.institution")}</th><th>{t("admin.scopes")}</th><th>{t("admin.used")}</th><th>{t("admin.active")}</th><th>{t("admin.secret")}</th></tr></thead>
          <tbody>
            {clients.filter((one) => holds(wanted, one.client_id, one.name, one.institution, nameOf(one.institution))).map((one) => (
              <tr key={one.client_id} className={one.active ? "" : "is-quiet"}>
                <td className="code" title={one.client_id}><b>{one.client_id}</b></td><td title={one.name}>{one.name}</td><td title={nameOf(one.institution)}>{nameOf(one.institution)}</td>
                <td className="code" title={one.scopes.join(" ")}>{one.scopes.join(" ")}</td>
                <td className="code">{one.last_used_at ? momentOf(one.last_used_at, now) : <span className="ink3">—</span>}</td>
                <td><input type="checkbox" checked={one.active} aria-label={`${t("admin.active")}: ${one.client_id}`}
                  onChange={(event) => void act(t("admin.changed", { name: one.client_id }), () => patch(`/api/v1/identity/clients/${one.client_id}`, { active: event.target.checked })).then(reload)} /></td>
                <td><Button low onPress={() => setRenewing(one)} aria-label={`${t("admin.renew_now")}: ${one.client_id}`}>{t("admin.renew")}</Button></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Institutions({ wanted, institutions }: { wanted: string; institutions: Institution[] }): ReactNode {
  const { t, code } = useWords();
  return (
    <>
      <PaneHead title={t("admin.institutions")} note={institutions.length} />
      <Scroll label={t("admin.institutions")}>
        <table className="t">
          <colgroup><col style={{ width: "12%" }} /><col style={{ width: "19%" }} /><col style={{ width: "30%" }} /><col style={{ width: "30%" }} /><col style={{ width: "9%" }} /></colgroup>
          <thead><tr><th>{t("admin.code")}</th><th>{t("admin.kind")}</th><th>{t("admin.name")}</th><th>{t("admin.name_en")}</th><th>ATVK</th></tr></thead>
          <tbody>{institutions.filter((one) => holds(wanted, one.code, one.name_lv, one.name_en)).map((one) => (
            <tr key={one.code}><td className="code"><b>{one.code}</b></td><td>{code(`institution_kind.${one.kind}`)}</td><td title={one.name_lv}>{one.name_lv}</td><td title={one.name_en}>{one.name_en}</td><td className="code">{one.atvk ?? "—"}</td></tr>
          ))}</tbody>
        </table>
      </Scroll>
    </>
  );
}

function Roles(): ReactNode {
  const { t, code } = useWords();
  const roles = useRoleTable();
  const rights = [...new Set(roles.flatMap((one) => one.rights))].sort();
  return (
    <>
      <PaneHead title={t("admin.roles")} note={t("admin.roles_note")} />
      <Scroll label={t("admin.roles")}>
        <table className="t">
          <thead><tr><th style={{ width: "calc(var(--k)*214px)" }}>{t("admin.right")}</th>{roles.map((one) => <th key={one.role} className="wrapc" title={code(`role.${one.role}`)}>{code(`role.${one.role}`)}</th>)}</tr></thead>
          <tbody>{rights.map((right) => (
            <tr key={right}><td className="code" title={right}>{right}</td>{roles.map((one) => <td key={one.role}>{one.rights.includes(right) ? <span className="shape" data-s="done" role="img" aria-label={t("admin.has")} /> : ""}</td>)}</tr>
          ))}</tbody>
        </table>
      </Scroll>
    </>
  );
}
