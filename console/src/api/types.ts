/** The wire format, as the server's contracts state it. */
export interface Institution { code: string; kind: string; name_lv: string; name_en: string; atvk: string | null }
export interface Session {
  person_id: string; login: string; name: string; institution: Institution; roles: string[]; rights: string[];
  trained: boolean; desk: string | null; preferences: Record<string, string>;
}
export interface DemonstrationPerson {
  login: string; name: string; institution: string; institution_name: string; institution_name_en: string; roles: string[];
}
export interface Demonstration { demonstration: boolean; people: DemonstrationPerson[] }
export interface CallerPosition { lat: number; lon: number; radius_m: number; source: string; at: string }
export interface Contact {
  id: string; call_id: string; channel: string; state: string; caller: string | null; called: string; queue: string | null;
  desk: string | null; answered_by: string | null; answered_by_name: string | null; ringing_at: string;
  answered_at: string | null; ended_at: string | null; position: CallerPosition | null; card_id: string | null;
  closed_as: string | null; version: number;
}
export interface Leg {
  id: string; card_id: string; service: string; institution: string; priority: number; state: string; received_at: string;
  accepted_at: string | null; dispatched_at: string | null; en_route_at: string | null; on_scene_at: string | null;
  completed_at: string | null; closed_at: string | null; closed_as: string | null;
}
export interface CardPlace {
  text: string; lat: number | null; lon: number | null; accuracy_m: number | null; atvk: string | null;
  municipality: string | null; city: boolean | null; source: string;
}
export interface Card {
  id: string; number: string; state: string; what: string; type_code: string | null; type_version: number | null;
  place: CardPlace | null; priority: number; centre: string; opened_by: string; opened_by_name: string; opened_at: string;
  informed_at: string | null; closed_at: string | null; closed_as: string | null; happened_at: string; legs: Leg[];
  contacts: string[]; crew_text: string[]; version: number;
}
export interface NewPlace { text: string; lat?: number | null; lon?: number | null; accuracy_m?: number | null; source?: string }
export interface TypeProposal { type_code: string; words: string[] }
export interface TimelineEntry {
  cursor: string; at: string; recorded_at: string; actor: string; actor_name: string; institution: string; topic: string;
  data: Record<string, string | number | boolean | null>;
}
export interface Place {
  id: string; kind: string; name: string; lat: number; lon: number; accuracy_m: number; atvk: string; municipality: string;
  modelled: boolean; why: string;
}
export interface Station {
  id: string; code: string; kind: string; name: string; address: string; institution: string; region: string | null;
  atvk: string; lat: number; lon: number; modelled: boolean;
}
export interface Position { lat: number; lon: number; at: string; speed_kmh: number | null; heading_deg: number | null; accuracy_m: number | null }
export interface Unit {
  id: string; call_sign: string; institution: string; service: string; station_id: string; station_name: string; kind: string;
  capabilities: string[]; crew: number; crew_norm: number; skills: string[]; state: string; state_at: string;
  card_id: string | null; position: Position | null; modelled: boolean; version: number;
}
export interface Assignment {
  id: string; card_id: string; leg_id: string; unit_id: string; call_sign: string; institution: string; state: string;
  assigned_at: string; accepted_at: string | null; en_route_at: string | null; on_scene_at: string | null;
  transporting_at: string | null; at_hospital_at: string | null; released_at: string | null; eta_at: string | null;
  out_of_order: boolean; version: number;
}
export interface NeedMet { capability: string; wanted: number; found: number }
export interface Candidate {
  unit_id: string; call_sign: string; station_name: string; kind: string; crew: number; crew_norm: number; skills: string[];
  state: string; eta_s: number | null; eta_by: string; chosen: boolean; reason: string;
  reason_data: Record<string, string | number>;
}
export interface Recommendation {
  id: string; card_id: string; leg_id: string; at: string; fulfilled: boolean; needs: NeedMet[]; units: Candidate[];
  modelled_roads: boolean;
}
export interface Referral {
  id: string; card_id: string; card_number: string; leg_id: string; from_institution: string; to_institution: string;
  state: string; offered_at: string; answer_due_at: string; decided_at: string | null; decided_by_name: string | null;
  reason: string | null; note: string | null; new_leg_id: string | null; version: number;
}
export interface EventRow {
  id: string; number: string; institution: string; type: string; category: string | null; status: string;
  received_at: string; address: string | null; atvk: string | null; officer_name: string | null;
  card_number: string | null; missing: number; changed_at: string; version: number;
}
export interface FieldOrigin { origin: string; source: string; at: string; by: string }
export interface EventPlace {
  address?: string | null; address_code?: string | null; atvk?: string | null; lat?: number | null; lon?: number | null;
  accuracy_m?: number | null; note?: string | null;
}
export interface EventPerson {
  ref: string; role: string; personal_code?: string | null; name?: string | null; surname?: string | null;
  birth_on?: string | null; sex?: string | null; citizenship?: string | null; phone?: string | null;
  address?: string | null; condition?: string[];
}
export interface EventVehicle {
  ref: string; role: string; plate?: string | null; country?: string | null; vin?: string | null; make?: string | null;
  model?: string | null; colour?: string | null; driver?: string | null;
}
export interface EventObject {
  ref: string; object_class: string; description?: string | null; quantity?: number | null; unit?: string | null;
  status?: string | null; owner?: string | null;
}
export interface EventOutcome { kind: string; number?: string | null; decided_at?: string | null }
export interface EventView {
  id: string; number: string; institution: string; seen_by: string[]; version: number; type: string; type_version: number;
  legal_class: string | null; category: string | null; status: string; received_at: string; received_via: string;
  occurred_from: string | null; occurred_to: string | null; on_scene_at: string | null; place: EventPlace; narrative: string;
  outcome: EventOutcome | null; persons: EventPerson[]; vehicles: EventVehicle[]; objects: EventObject[]; officer: string | null;
  officer_name: string | null; card_id: string | null; card_number: string | null; origins: Record<string, FieldOrigin>;
  missing: string[]; created_at: string; changed_at: string; completed_at: string | null;
}
export interface ClassifierValue {
  code: string; version: number; valid_from: string; valid_to: string | null; text_lv: string; text_en: string; sort: number;
  attributes: Record<string, unknown>;
}
export interface Classifier { name: string; on: string; values: ClassifierValue[] }
export interface Fault { path: string; code: string; message: string }
export interface Problem { type: string; title: string; status: number; code: string; errors?: Fault[]; data?: Record<string, string | number> }
