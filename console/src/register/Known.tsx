/** Who or what is being typed, if earlier events tell of it: taken over with one key, never by itself. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { get } from "../api/client";
import type { EventView, KnownItem } from "../api/types";
import { useWords } from "../i18n";
import { useShortcuts } from "../keyboard/keys";
import { useDelayed } from "../places/PlaceField";
import { Button } from "../ui/parts";
import type { Item, ListName } from "./lists";
import { askedFor, isNews, type KnownList } from "./known";

const PAUSE_MS = 400;
const SHOWN_MAX = 3;
const LISTS_KNOWN: readonly ListName[] = ["persons", "vehicles", "documents", "organisations"];

export function Known({ name, event, draft, onTake }: { name: ListName; event: EventView; draft: Item; onTake: (known: KnownItem) => void }): ReactNode {
  const { t, code } = useWords();
  const asked = useDelayed(LISTS_KNOWN.includes(name) ? askedFor(name as KnownList, draft) : "", PAUSE_MS);
  const { data } = useQuery({
    queryKey: ["known", name, event.id, asked],
    queryFn: () => get<KnownItem[]>(`/api/v1/index/known?${new URLSearchParams({ list: name, q: asked, without: event.id })}`, { purpose: `event_entry;ref=${event.number}` }),
    enabled: asked !== "", staleTime: Infinity,
  });
  const offers = asked ? (data ?? []).filter((one) => isNews(one, draft)).slice(0, SHOWN_MAX) : [];
  useShortcuts(offers.map((one, place) => ({ keys: `Alt+${place + 1}`, word: "known.take", run: () => onTake(one) })));
  if (offers.length === 0) return null;
  return (
    <div className="is-wide known" role="group" aria-label={t("known.title")}>
      <span className="small ink3">{t("known.title")}</span>
      {offers.map((one, place) => (
        <div key={`${one.label} ${one.sources[0]?.event ?? ""}`} className="bar">
          <Button low hotkey={`Alt+${place + 1}`} onPress={() => onTake(one)}><b>{one.label}</b></Button>
          <span className="small ink2 grow cut">{Object.entries(one.values).filter(([field]) => !/^(name|surname|plate|country)$/.test(field)).map(([, value]) => value).join(" · ")}</span>
          {one.name_only ? <span className="chip">{t("known.name_only")}</span> : null}
          {one.differs.length > 0 ? <span className="chip is-warn">{t("known.differs", { fields: one.differs.map((field) => code(`event_field.${name}.${field}`)).join(", ") })}</span> : null}
          <span className="code small ink3">{one.sources[0]?.number}</span>
        </div>
      ))}
    </div>
  );
}
