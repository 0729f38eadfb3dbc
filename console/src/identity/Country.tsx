/** The country in one quiet picture: municipalities, stations, the three contact centres. */
import type { ReactNode } from "react";
import { useWords } from "../i18n";
import { serverNow } from "../live/connection";
import { timeOf, useNow } from "../ui/time";
import picture from "./country.json";

const MARK: Record<string, ReactNode> = {
  vugd: <path d="M-4 -1L0 -4.6 4 -1V4H-4Z" className="is-full" />,
  vp: <path d="M0 -4L3.6 -2V2L0 4 -3.6 2V-2Z" />,
  slimnica24h: <path d="M-3.4 -3.4h6.8v6.8h-6.8z" />,
};
const count = (kind: string): number => picture.services.filter(([one]) => one === kind).length;
const COUNTS = [
  ["country.centres", picture.centres.length], ["country.fire", count("vugd")], ["country.police", count("vp")],
  ["country.hospitals", count("slimnica24h")], ["country.municipalities", picture.municipalities],
] as const;

export function Country(): ReactNode {
  const { t } = useWords();
  const now = useNow(serverNow);
  return (
    <div className="country">
      <svg viewBox={`-8 -8 ${picture.width + 16} ${picture.height + 16}`} role="img" aria-label={t("country.label")}>
        <path className="country-land" d={picture.land} fillRule="evenodd" />
        {picture.services.map(([kind, x, y], place) => (
          <g key={place} className="country-service" transform={`translate(${x} ${y})`}>{MARK[String(kind)]}</g>
        ))}
        {picture.centres.map(([name, x, y]) => (
          <g key={name} transform={`translate(${x} ${y})`}>
            <circle className="country-centre" r="11" />
            <text className="country-name" x="17" y="8">{name}</text>
          </g>
        ))}
      </svg>
      <div className="country-counts">
        <div className="country-list">{COUNTS.map(([word, value]) => <span key={word}>{t(word, { count: value })}</span>)}</div>
        <time className="clock" dateTime={new Date(now).toISOString()}>{timeOf(now)}</time>
      </div>
    </div>
  );
}
