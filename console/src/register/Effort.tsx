/** What a type of event asks of the hands: told before one begins, and what a card saves. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { get } from "../api/client";
import type { Effort as TypeEffort } from "../api/types";
import { useWords } from "../i18n";

export function useEffort(type: string): TypeEffort | undefined {
  const { data } = useQuery({ queryKey: ["effort"], queryFn: () => get<TypeEffort[]>("/api/v1/register/effort"), staleTime: 600_000 });
  return data?.find((one) => one.type === type);
}

export function Effort({ type }: { type: string }): ReactNode {
  const { t } = useWords();
  const effort = useEffort(type);
  if (!effort) return null;
  const { by_hand: hand, from_card: card } = effort;
  return <span className="small ink2" title={t("effort.why")}>{t("effort.told", { fields: hand.fields, seconds: Math.round(hand.seconds), card: Math.round(card.seconds) })}</span>;
}
