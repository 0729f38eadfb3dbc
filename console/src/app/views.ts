/** Which views a person has, by their rights; the first is where they sit down. */
import type { ComponentType } from "react";
import type { Key } from "../i18n";
import { CallTakerDesk } from "../calls/CallTakerDesk";
import { DispatcherDesk } from "../dispatch/DispatcherDesk";
import { RegisterDesk } from "../register/RegisterDesk";
import { SupervisorDesk } from "../supervisor/SupervisorDesk";
import { ExchangeDesk } from "../exchange/ExchangeDesk";
import { PaceDesk } from "../exchange/PaceDesk";
import { ImportsDesk } from "../imports/ImportsDesk";
import { OutboxDesk } from "../outbox/OutboxDesk";
import { QualityDesk } from "../quality/QualityDesk";
import { CustodyDesk } from "../custody/CustodyDesk";
import { RetentionDesk } from "../retention/RetentionDesk";
import { AuditDesk } from "../audit/AuditDesk";
import { LooksDesk } from "../audit/LooksDesk";
import { AdministrationDesk } from "../identity/AdministrationDesk";
import { SavedDesk } from "../saved/SavedDesk";
import { MapDesk } from "../map/MapDesk";

export interface View { id: string; word: Key; hotkey?: string; right: string; role?: string; institution?: RegExp; screen: ComponentType;
  /** Stands in the top line as a bell, not among the views. */
  bell?: boolean }

const VIEWS: View[] = [
  { id: "shift", word: "view.shift", right: "analytics.read", hotkey: "F6", screen: SupervisorDesk },
  { id: "calls", word: "view.calls", right: "calls.take", screen: CallTakerDesk },
  { id: "dispatch", word: "view.dispatch", right: "dispatch.assign", screen: DispatcherDesk },
  { id: "units", word: "view.dispatch", right: "dispatch.unit_state", role: "station_commander", screen: DispatcherDesk },
  { id: "register", word: "view.register", hotkey: "F7", right: "register.read", screen: RegisterDesk },
  { id: "saved", word: "view.saved", hotkey: "Alt+B", right: "index.read", screen: SavedDesk, bell: true },
  { id: "audit", word: "view.audit", right: "audit.read", screen: AuditDesk },
  { id: "looks", word: "view.looks", right: "audit.read", hotkey: "F8", screen: LooksDesk },
  { id: "custody", word: "view.custody", hotkey: "Alt+G", right: "custody.read", screen: CustodyDesk },
  { id: "exchange", word: "view.exchange", hotkey: "Alt+J", right: "register.write", institution: /^(pp|op)-/, screen: ExchangeDesk },
  { id: "imports", word: "view.imports", hotkey: "Alt+I", right: "register.import", institution: /^(pp|op)-/, screen: ImportsDesk },
  { id: "administration", word: "view.administration", right: "identity.administer", screen: AdministrationDesk },
  { id: "pace", word: "view.pace", hotkey: "Alt+M", right: "exchange.read", institution: /^iemic$/, screen: PaceDesk },
  { id: "outbox", word: "view.outbox", hotkey: "Alt+O", right: "outbox.send", screen: OutboxDesk },
  { id: "retention", word: "view.retention", hotkey: "Alt+T", right: "retention.read", screen: RetentionDesk },
  { id: "quality", word: "view.quality", hotkey: "Alt+Q", right: "analytics.read", institution: /^(vp$|pp-|op-)/, screen: QualityDesk },
  { id: "map", word: "view.map", hotkey: "F5", right: "resources.read", screen: MapDesk },
];

export function viewsFor(rights: readonly string[], roles: readonly string[], institution: string): View[] {
  return VIEWS.filter((view) => rights.includes(view.right) && (!view.role || roles.includes(view.role)) && (!view.institution || view.institution.test(institution)));
}
