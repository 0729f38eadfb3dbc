/** The pace of the exchange: the keeper of the platform sees all institutions, others their own. */
import type { ReactNode } from "react";
import type { InstitutionPace } from "../api/types";
import { useWords } from "../i18n";
import { useDesk, useDeskKeys, useInstitutionName, useKept } from "../session/desk";
import { List } from "../ui/List";
import { Empty, Pane, PaneHead } from "../ui/parts";
import { momentOf } from "../ui/time";
import { PacePane } from "./PacePane";
import { spanOf, useInstitutionPaces } from "./pace";

const NO_KEYS: never[] = [];

export function PaceDesk(): ReactNode {
  const { t } = useWords();
  const name = useInstitutionName();
  const paces = useInstitutionPaces();
  const [kept, choose] = useKept("pace.institution");
  const chosen = paces?.find((one) => one.institution === kept) ?? paces?.[0];
  useDeskKeys(NO_KEYS, NO_KEYS);
  return (
    <main className="desk is-two" style={{ gridTemplateColumns: "calc(var(--k)*340px) minmax(0,1fr)" }}>
      <Pane label={t("pace.institutions")}>
        <PaneHead title={t("pace.institutions")} note={paces?.length ?? null} />
        <div className="scroll">
          <List label={t("pace.institutions")} items={paces ?? []} idOf={(one) => one.institution} chosen={chosen?.institution ?? null} onChoose={choose}>{(one) => <Row pace={one} />}</List>
          {paces?.length === 0 ? <Empty>{t("pace.nobody")}</Empty> : null}
        </div>
      </Pane>
      <Pane label={t("pace.title")} lift>{chosen ? <PacePane key={chosen.institution} institution={chosen.institution} title={name(chosen.institution)} /> : <Empty>{t(paces ? "pace.nothing" : "loading")}</Empty>}</Pane>
    </main>
  );
}

function Row({ pace }: { pace: InstitutionPace }): ReactNode {
  const { t } = useWords();
  const { now } = useDesk();
  const name = useInstitutionName();
  const trouble = pace.open_rejects + pace.failed_deliveries;
  const told = [t("pace.came", { count: pace.registered + pace.replaced + pace.unchanged }), pace.refused ? t("pace.refused", { count: pace.refused }) : "", pace.stated_median_s === null ? "" : t("pace.median", { median: spanOf(pace.stated_median_s) })];
  return (
    <>
      <span className="shape" data-s={trouble ? "warn" : "done"} />
      <div><div className="cut"><b>{name(pace.institution)}</b></div><div className="sub cut">{told.filter(Boolean).join(" · ")}</div></div>
      <span className="code ink2">{pace.last_at ? momentOf(pace.last_at, now) : "—"}</span>
    </>
  );
}
