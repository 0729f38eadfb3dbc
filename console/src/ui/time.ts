/** Times as people at a desk read them: local, with seconds where they matter, ages beside. */
import { useEffect, useState } from "react";

const RIGA = "Europe/Riga";
const clock = new Intl.DateTimeFormat("lv-LV", { timeZone: RIGA, hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
const short = new Intl.DateTimeFormat("lv-LV", { timeZone: RIGA, hour: "2-digit", minute: "2-digit", hour12: false });
const day = new Intl.DateTimeFormat("lv-LV", { timeZone: RIGA, day: "2-digit", month: "2-digit", year: "numeric" });
const dayShort = new Intl.DateTimeFormat("lv-LV", { timeZone: RIGA, day: "2-digit", month: "2-digit" });

const at = (moment: string | number): Date => new Date(moment);

export const timeOf = (moment: string | number): string => clock.format(at(moment));
export const minuteOf = (moment: string | number): string => short.format(at(moment));
export const dateOf = (moment: string | number): string => day.format(at(moment)).replace(/\s/g, "");

/** `24.11.2026` as the wire writes days; null where nothing is written, the text itself where it is no day. */
export function dayOf(text: string): string | null {
  const found = /^(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})\.?$/.exec(text.trim());
  if (!found) return text.trim() || null;
  const [, date = "", month = "", year = ""] = found;
  return `${year}-${month.padStart(2, "0")}-${date.padStart(2, "0")}`;
}

/** `24.11. 01:58`: the day only where it is not today. */
export function momentOf(moment: string, now: number): string {
  const same = day.format(at(moment)) === day.format(at(now));
  return same ? timeOf(moment) : `${dayShort.format(at(moment)).replace(/\s/g, "").replace(/\.?$/, ".")} ${minuteOf(moment)}`;
}

/** `0:45`, `12:08`, `3:12 h`. */
export function durationOf(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (n: number): string => String(n).padStart(2, "0");
  if (whole >= 3600) return `${Math.floor(whole / 3600)}:${two(Math.floor((whole % 3600) / 60))} h`;
  return `${Math.floor(whole / 60)}:${two(whole % 60)}`;
}

export const secondsSince = (moment: string, now: number): number => (now - Date.parse(moment)) / 1000;

/** The present moment, every second, on the second. */
export function useNow(read: () => number): number {
  const [now, setNow] = useState(read);
  useEffect(() => {
    let timer = 0;
    const tick = (): void => {
      setNow(read());
      timer = window.setTimeout(tick, 1000 - (read() % 1000));
    };
    tick();
    return () => window.clearTimeout(timer);
  }, [read]);
  return now;
}

const TYPED = /^(?:(\d{1,2})\.(\d{1,2})\.?(?:(\d{4})\.?)?\s+)?(\d{1,2})[:.]?(\d{2})$/;

/** `10:15` and `1015` of today, `24.11. 10:15`, `24.11.2026 10:15`, `-15` minutes ago, `+90` minutes from now; null where
 *  it is none of these. Of this computer's zone. A time of today that is still to come was yesterday's; one that is `ahead`
 *  and has passed is tomorrow's. */
export function typedMoment(text: string, now: number, ahead = false): string | null {
  const from = /^([-+])(\d{1,4})$/.exec(text.trim());
  if (from) return new Date(now + (from[1] === "-" ? -1 : 1) * Number(from[2]) * 60_000).toISOString();
  const found = TYPED.exec(text.trim());
  if (!found) return null;
  const [, date, month, year, hour, minute] = found.map((part) => (part === undefined ? undefined : Number(part)));
  const today = at(now);
  const whole = new Date(year ?? today.getFullYear(), month === undefined ? today.getMonth() : month - 1, date ?? today.getDate(), hour, minute);
  const same = whole.getHours() === hour && whole.getMinutes() === minute && (date === undefined || (whole.getDate() === date && whole.getMonth() + 1 === month));
  if (!same) return null;
  if (date === undefined && !ahead && whole.getTime() > now) whole.setDate(whole.getDate() - 1);
  if (date === undefined && ahead && whole.getTime() < now) whole.setDate(whole.getDate() + 1);
  return whole.toISOString();
}

/** As one would type it. */
export const writtenMoment = (moment: string): string => `${dateOf(moment)} ${minuteOf(moment)}`;
