/** What keeps an event from going, in words for the people who can end it. */
import type { ReactNode } from "react";
import { useWords } from "../i18n";

export function Stops({ stops }: { stops: string[] }): ReactNode {
  const { t } = useWords();
  if (stops.length === 0) return "—";
  return <span style={{ whiteSpace: "normal" }}><span className="shape" data-s="warn" /> {stops.map((one) => t(`retention.stop.${one as "hold"}`)).join(", ")}</span>;
}
