/** Signing in by the state identity provider, and what to say to whom it sent back without a session. */
import { useEffect, useState, type ReactNode } from "react";
import { useWords, type Key } from "../i18n";

const START = "/api/v1/session/oidc/start";
const ASKED = "sign_in";

/** A link, for the browser itself must go there and come back. */
export function ProviderLink(): ReactNode {
  const { t } = useWords();
  return <a className="btn" href={START}>{t("signin.provider")}</a>;
}

/** Where the provider is the way in, the server's words on passwords would mislead. */
const HERE: Record<string, Key> = { "identity.sign_in_refused": "signin.not_known_here" };

/** The page was opened with `/?sign_in=<code>`: told once, then the address is plain again. */
export function CameBack(): ReactNode {
  const { t, code } = useWords();
  const [refusal] = useState(() => new URLSearchParams(location.search).get(ASKED));
  useEffect(() => { if (refusal !== null) history.replaceState(null, "", location.pathname); }, [refusal]);
  if (refusal === null) return null;
  const own = HERE[refusal];
  // Only words of the catalogue: anybody can write an address.
  const words = own ? t(own) : code(refusal) === refusal ? t("signin.try_again") : code(refusal);
  return (
    <p className="notice" role="alert">
      <span className="shape" data-s="warn" />
      <span><b>{t("signin.came_back")}</b> {words}</span>
    </p>
  );
}
