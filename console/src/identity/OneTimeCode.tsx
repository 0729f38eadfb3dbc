/** The one-time code of one's own: offered, proved by a first code, given up with a code. */
import { useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactNode } from "react";
import { get, post } from "../api/client";
import type { TotpOffer } from "../api/types";
import { useWords } from "../i18n";
import { useSending } from "../session/sending";
import { Button, Field } from "../ui/parts";

const grouped = (secret: string): string => secret.match(/.{1,4}/g)?.join(" ") ?? secret;

export function OneTimeCode({ enrolled }: { enrolled: boolean }): ReactNode {
  const { t } = useWords();
  const [offer, setOffer] = useState<TotpOffer | null>(null);
  const [done, setDone] = useState("");
  const queries = useQueryClient();
  const ended = async (words: string): Promise<void> => {
    await queries.invalidateQueries({ queryKey: ["session"] });
    setOffer(null);
    setDone(words);
  };
  return (
    <section aria-label={t("signin.code")}>
      <h3>{t("signin.code")}</h3>
      {offer && !enrolled ? <Enrol offer={offer} onCancel={() => setOffer(null)} onDone={() => ended(t("account.code_on"))} />
        : enrolled ? <Drop onDone={() => ended(t("account.code_dropped"))} />
          : <Offer onOffer={(found) => { setDone(""); setOffer(found); }} />}
      <p className={enrolled ? "visually-hidden" : "small"} role="status">{done ? <span className="st" data-s="done">{done}</span> : null}</p>
    </section>
  );
}

function Offer({ onOffer }: { onOffer: (offer: TotpOffer) => void }): ReactNode {
  const { t } = useWords();
  const sending = useSending({ fields: {} });
  const ask = async (): Promise<void> => {
    const found = await sending.send(() => get<TotpOffer>("/api/v1/session/totp"));
    if (found) onOffer(found);
  };
  return (
    <div className="form">
      <p className="ink2">{t("account.code_about")}</p>
      <div className="bar"><Button onPress={() => void ask()} isDisabled={sending.busy}>{t("account.code_set_up")}</Button></div>
      {sending.rest ? <p className="small warn" role="alert">{sending.rest}</p> : null}
    </div>
  );
}

interface CodeFormProps { path: string; body: object; act: string; hint: string; focus: boolean; onDone: () => Promise<void>; children?: ReactNode }

/** A code from the telephone and what it is for. */
function CodeForm({ path, body, act, hint, focus, onDone, children }: CodeFormProps): ReactNode {
  const { t } = useWords();
  const [code, setCode] = useState("");
  const sending = useSending({
    fields: { code: t("account.code_rule") },
    places: { "identity.code_wrong": "code", "identity.sign_in_throttled": "code" },
  });
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const done = await sending.send(async () => {
      await post<undefined>(path, { ...body, code: code.replace(/\s/g, "") });
      return true;
    });
    if (done) await onDone();
  };
  return (
    <form className="form" onSubmit={(event) => void submit(event)}>
      <Field label={t("account.code_from_phone")} hint={hint} fault={sending.at("code")}>
        <input className="input code" value={code} inputMode="numeric" autoComplete="one-time-code" autoFocus={focus} onChange={(event) => setCode(event.target.value)} />
      </Field>
      {sending.rest ? <p className="small warn" role="alert">{sending.rest}</p> : null}
      <div className="bar wrap"><button type="submit" className="btn" disabled={sending.busy}>{act}</button>{children}</div>
    </form>
  );
}

function Enrol({ offer, onCancel, onDone }: { offer: TotpOffer; onCancel: () => void; onDone: () => Promise<void> }): ReactNode {
  const { t } = useWords();
  return (
    <div className="form">
      <p className="ink2">{t("account.code_add")}</p>
      <Field label={t("account.code_secret")}><input className="input code" readOnly value={grouped(offer.secret)} onFocus={(event) => event.target.select()} /></Field>
      <Field label={t("account.code_uri")}><input className="input code" readOnly value={offer.uri} title={offer.uri} onFocus={(event) => event.target.select()} /></Field>
      <p><a href={offer.uri}>{t("account.code_open")}</a></p>
      <CodeForm path="/api/v1/session/totp" body={{ secret: offer.secret }} act={t("account.code_confirm")} hint={t("account.code_rule")} focus onDone={onDone}>
        <Button kind="quiet" onPress={onCancel}>{t("cancel")}</Button>
      </CodeForm>
    </div>
  );
}

function Drop({ onDone }: { onDone: () => Promise<void> }): ReactNode {
  const { t } = useWords();
  return (
    <div className="form">
      <p><span className="st" data-s="done">{t("account.code_is_on")}</span></p>
      <CodeForm path="/api/v1/session/totp/drop" body={{}} act={t("account.code_drop")} hint={t("account.code_once")} focus={false} onDone={onDone} />
      <p className="small ink2">{t("account.code_lost")}</p>
    </div>
  );
}
