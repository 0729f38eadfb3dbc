/** What the narrative proposes while it is being typed; each is taken with one key. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { post } from "../api/client";
import type { EventView, NarrativeRead } from "../api/types";
import { useWords } from "../i18n";
import { useShortcuts } from "../keyboard/keys";
import { useClassifier } from "../session/desk";
import { Button } from "../ui/parts";
import { useDelayed } from "../places/PlaceField";
import { proposalsOf, type Proposal } from "./proposals";
import type { EventChange } from "./saving";

const PAUSE_MS = 500;
const LENGTH_MIN = 6;

/** Asked once the hands rest: asking at every letter would help nobody. */
export function useNarrative(text: string): NarrativeRead | undefined {
  const rested = useDelayed(text.trim(), PAUSE_MS);
  const long = rested.length >= LENGTH_MIN;
  const read = useQuery({
    queryKey: ["narrative", rested],
    queryFn: () => post<NarrativeRead>("/api/v1/register/narrative", { text: rested }),
    enabled: long, staleTime: Infinity, placeholderData: (before) => before,
  });
  return long ? read.data : undefined;
}

export function Proposals({ event, text, onTake }: { event: EventView; text: string; onTake: (change: EventChange) => void }): ReactNode {
  const { t } = useWords();
  const read = useNarrative(text);
  const proposals = read ? proposalsOf(read, event) : [];
  useShortcuts(proposals.map((one, place) => ({ keys: `Alt+${place + 1}`, word: "narrative.take", run: () => onTake(one.change) })));
  if (proposals.length === 0) return null;
  return (
    <div className="bar wrap proposals" role="group" aria-label={t("narrative.found")}>
      <span className="small ink3">{t("narrative.found")}</span>
      {proposals.map((one, place) => (
        <Button key={one.id} low hotkey={`Alt+${place + 1}`} onPress={() => onTake(one.change)}><Told proposal={one} /></Button>
      ))}
    </div>
  );
}

function Told({ proposal }: { proposal: Proposal }): ReactNode {
  const { t, value } = useWords();
  const types = useClassifier("incident_type");
  const roles = useClassifier(proposal.kind === "plate" ? "vehicle_role" : "person_role");
  const text = proposal.kind === "type" ? value(types(proposal.value), proposal.value) : proposal.value;
  const role = proposal.role ? value(roles(proposal.role), proposal.role) : t(`narrative.${proposal.kind}`);
  return <><span className="ink2">{role}</span> <b>{text}</b></>;
}
