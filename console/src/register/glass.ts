/** Emergency accesses as this desk knows them: one's own that lasts, others' that wait for a judgement. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { get } from "../api/client";
import type { Glass } from "../api/types";
import { useWords } from "../i18n";
import { useLive } from "../live/store";
import { useDesk } from "../session/desk";
import { useSession } from "../session/session";

const OWNER = "glass";
const NONE: Glass[] = [];

export function useGlasses(): { own: Glass | null; waiting: Glass[]; judged: Glass[] } {
  const { t } = useWords();
  const { session, has } = useSession();
  const { now, setAlarms } = useDesk();
  const queries = useQueryClient();
  const told = useLive((state) => state.glasses);
  const me = `person:${session.person_id}`;
  const reviews = has("register.review");
  const { data } = useQuery({ queryKey: ["glasses"], queryFn: () => get<Glass[]>("/api/v1/register/glass"), enabled: has("register.persons"), staleTime: 60_000 });
  const all = data ?? NONE;
  useEffect(() => { if (told.size) void queries.invalidateQueries({ queryKey: ["glasses"] }); }, [told, queries]);
  const waiting = reviews ? all.filter((one) => one.reviewed_at === null && one.actor !== me) : NONE;
  const newest = waiting[0];
  const title = t("glass.alarm");
  useEffect(() => {
    setAlarms(OWNER, newest ? [{ id: newest.id, kind: "news", title, text: `${newest.actor_name}: ${newest.reason}` }] : []);
  }, [newest, title, setAlarms]);
  const own = all.find((one) => one.actor === me && one.ends_at !== null && Date.parse(one.ends_at) > now) ?? null;
  return { own, waiting, judged: reviews ? all.filter((one) => one.reviewed_at !== null).slice(0, 20) : NONE };
}
