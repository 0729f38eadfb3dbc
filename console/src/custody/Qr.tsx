/** A QR code from its rows of modules. Dark on light in every theme: readers want it so. */
import type { ReactNode } from "react";

export function Qr({ rows, label, size }: { rows: string[]; label: string; size: number }): ReactNode {
  const path = rows.flatMap((row, y) => [...row].flatMap((module, x) => (module === "1" ? [`M${x} ${y}h1v1h-1z`] : []))).join("");
  return (
    <svg className="qr" role="img" aria-label={label} viewBox={`0 0 ${rows.length} ${rows.length}`} shapeRendering="crispEdges" style={{ width: `calc(var(--k)*${size}px)` }}>
      <rect width={rows.length} height={rows.length} className="qr-light" />
      <path d={path} className="qr-dark" />
    </svg>
  );
}
