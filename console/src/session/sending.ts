/** What a form sends, and where to say what was wrong with it: each fault at its field, the rest below. */
import { useMemo, useRef, useState } from "react";
import { Refusal, ServerAway } from "../api/client";
import { useWords } from "../i18n";

export interface FormRules {
  /** What the form asks, by the names of the server, with our words for a value that does not fit. */
  fields: Record<string, string>;
  /** Refusals that are about one field. */
  places?: Record<string, string>;
}

export interface Sending {
  busy: boolean;
  /** What is wrong at the field. */
  at: (field: string) => string | undefined;
  /** What is wrong, but not at any one field. */
  rest: string | undefined;
  send: <T>(run: () => Promise<T>) => Promise<T | null>;
  /** Something that only the form itself can know. */
  fail: (field: string, words: string) => void;
}

type Wrong = Record<string, string>;
const REST = "";

export function readRefusal(error: unknown, rules: FormRules, away: string): Wrong {
  if (error instanceof ServerAway) return { [REST]: away };
  if (!(error instanceof Refusal)) return { [REST]: String(error) };
  const wrong: Wrong = {};
  const add = (field: string, words: string): void => { wrong[field] = wrong[field] && wrong[field] !== words ? `${wrong[field]} · ${words}` : words; };
  for (const fault of error.faults) {
    // `roles.0` and `scopes[1]` are told at their list.
    const field = fault.path.split(/[.[]/)[0] ?? "";
    const own = rules.fields[field];
    if (own === undefined) add(REST, fault.path ? `${fault.path}: ${fault.message}` : fault.message);
    else add(field, own && /^input\./.test(fault.code) ? own : fault.message);
  }
  if (error.faults.length === 0) add(rules.places?.[error.code] ?? REST, error.message);
  return wrong;
}

export function useSending(rules: FormRules): Sending {
  const { t } = useWords();
  const [wrong, setWrong] = useState<Wrong>({});
  const [busy, setBusy] = useState(false);
  const known = useRef(rules);
  known.current = rules;
  return useMemo(() => ({
    busy,
    at: (field) => wrong[field],
    rest: wrong[REST],
    fail: (field, words) => setWrong({ [field]: words }),
    send: async (run) => {
      setBusy(true);
      setWrong({});
      try {
        return await run();
      } catch (error) {
        setWrong(readRefusal(error, known.current, t("away")));
        return null;
      } finally {
        setBusy(false);
      }
    },
  }), [busy, wrong, t]);
}
