/** Everything that is wrong with a document: where, and what to mend. */
import type { ReactNode } from "react";
import type { Fault } from "../api/types";
import { useWords } from "../i18n";

export function Faults({ faults }: { faults: readonly Fault[] }): ReactNode {
  const { t } = useWords();
  return (
    <table className="t">
      <thead><tr><th>{t("exchange.field")}</th><th>{t("exchange.fault")}</th></tr></thead>
      <tbody>{faults.map((one) => <tr key={`${one.path} ${one.code}`}><td className="code">{one.path || "—"}</td><td className="wrapc">{one.message}</td></tr>)}</tbody>
    </table>
  );
}
