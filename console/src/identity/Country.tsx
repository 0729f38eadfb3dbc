/** A quiet picture for the sign-in of a real installation: what the platform is for. */
import type { ReactNode } from "react";
import { useWords } from "../i18n";

export function Country(): ReactNode {
  const { t } = useWords();
  return (
    <section className="pane" aria-hidden="true" style={{ background: "var(--surface-0)", justifyContent: "center", alignItems: "center" }}>
      <p style={{ fontSize: "calc(var(--t-5) * 4)", lineHeight: 1, fontFamily: "var(--font-code)", color: "var(--line-2)" }}>112</p>
      <p className="ink3">{t("signin.about")}</p>
    </section>
  );
}
