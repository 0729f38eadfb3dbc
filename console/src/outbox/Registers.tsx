/** Registers that are asked: how each fares, and how much waits for it. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { get } from "../api/client";
import type { SourceStanding } from "../api/types";
import { useWords } from "../i18n";
import { useClassifier, useDesk } from "../session/desk";
import { SectionHead } from "../ui/parts";
import { momentOf } from "../ui/time";

const EVERY_MS = 10_000;

const stateOf = (one: SourceStanding, now: number): "none" | "rests" | "trouble" | "answers" | "unasked" =>
  !one.configured ? "none" : one.rests_until && Date.parse(one.rests_until) > now ? "rests" : one.said ? "trouble" : one.answered_at ? "answers" : "unasked";
const SHAPES = { none: "off", rests: "alarm", trouble: "warn", answers: "done", unasked: "open" } as const;

export function Registers(): ReactNode {
  const { t, value } = useWords();
  const { now } = useDesk();
  const names = useClassifier("asked_register");
  const found = useQuery({ queryKey: ["registers", "standing"], refetchInterval: EVERY_MS, queryFn: () => get<SourceStanding[]>("/api/v1/register/sources") }).data;
  return (
    <section aria-label={t("sources.title")}>
      <SectionHead title={t("sources.title")} />
      <ul className="rows q">
        {found?.map((one) => {
          const state = stateOf(one, now);
          return (
            <li key={one.source}>
              <span className="shape" data-s={SHAPES[state]} />
              <div><div className="cut"><b>{value(names(one.source), one.source)}</b></div><div className="sub cut" title={one.said ?? undefined}>{t(`sources.state.${state}`)}{one.waiting ? ` · ${t("outbox.count.waiting", { count: one.waiting })}` : ""}</div></div>
              <span className="code ink2">{one.answered_at ? momentOf(one.answered_at, now) : "—"}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
