/** Beside the event: by which rule and when it goes, what keeps it, and the hold that somebody may set or lift. */
import { useState, type ReactNode } from "react";
import type { EventRetention, EventView } from "../api/types";
import { useWords } from "../i18n";
import { useSession } from "../session/session";
import { Button, SectionHead } from "../ui/parts";
import { dateOf } from "../ui/time";
import { HoldForm, HoldLine } from "./Holds";
import { Stops } from "./Stops";
import { useEventRetention } from "./retention";

export function EventTerm({ event }: { event: EventView }): ReactNode {
  const { t } = useWords();
  const { session, has } = useSession();
  const told = useEventRetention(event.id, event.version);
  const [holding, setHolding] = useState(false);
  const mayHold = has("retention.hold") && session.institution.code === event.institution;
  if (!told) return null;
  return (
    <section aria-label={t("retention.of_event")}>
      <SectionHead title={t("retention.of_event")}>{mayHold && !holding ? <Button low onPress={() => setHolding(true)}>{t("retention.set_hold")}</Button> : null}</SectionHead>
      <Saying told={told} />
      {holding ? <HoldForm number={event.number} onDone={() => setHolding(false)} /> : null}
      <ul>{told.holds.map((one) => <HoldLine key={one.id} hold={one} mayLift={mayHold} />)}</ul>
    </section>
  );
}

function Saying({ told }: { told: EventRetention }): ReactNode {
  const { t } = useWords();
  const rule = told.rule_code ? `${told.rule_name} (${told.rule_code} v${told.rule_version})` : "";
  const when = told.rule_code === null ? t("retention.event_no_rule")
    : told.ended_on === null ? t("retention.event_open", { rule })
    : told.due_on === null ? t("retention.event_kept", { rule })
    : told.delete_on === null ? t("retention.event_due", { rule, day: dateOf(told.due_on) })
    : t("retention.event_goes", { rule, day: dateOf(told.delete_on) });
  return (
    <div className="pad">
      <p title={told.rule_basis ?? undefined}>{when}</p>
      {told.stops.length ? <p className="small"><b>{t("retention.not_while")}</b> <Stops stops={told.stops} /></p> : null}
    </div>
  );
}
