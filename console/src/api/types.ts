/** The wire format under the names of the house; the shapes are generated from the server's document. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Institution = Schemas["Institution"];
export type Session = Schemas["SessionView"];
export type DemonstrationPerson = Schemas["DemonstrationPerson"];
export type Person = Schemas["PersonView"];
export type PersonChange = Partial<Schemas["PersonChange"]>;
export type Client = Schemas["ClientView"];
export type ClientMade = Schemas["NewClientView"];
export type Role = Schemas["RoleView"];
export type Demonstration = Schemas["Demonstration"];
export type Ways = Schemas["Ways"];
export type TotpOffer = Schemas["TotpOffer"];
export type ClassifierValue = Schemas["Value"];
export type Classifier = Schemas["Classifier"];

export type CallerPosition = Schemas["CallerPosition"];
export type Contact = Schemas["Contact"];
export type Leg = Schemas["Leg"];
export type CardPlace = Schemas["CardPlace"];
export type Card = Schemas["Card"];
export type NewPlace = Schemas["NewPlace"];
export type TypeProposal = Schemas["TypeProposal"];
export type TimelineEntry = Schemas["TimelineEntry"];

export type Place = Schemas["Place"];
export type Station = Schemas["Station"];
export type Position = Schemas["Position"];
export type Unit = Schemas["Unit"];

export type Assignment = Schemas["Assignment"];
export type NeedMet = Schemas["NeedMet"];
export type Candidate = Schemas["Candidate"];
export type Recommendation = Schemas["Recommendation"];
export type Referral = Schemas["Referral"];

export type EventRow = Schemas["EventRow"];
export type FieldOrigin = Schemas["FieldOrigin"];
export type EventPlace = Schemas["EventPlace"];
export type EventOutcome = Schemas["EventOutcome"];
export type EventView = Schemas["EventView"];
export type EventAround = Schemas["EventAround"];
export type Effort = Schemas["Effort"];
export type KnownItem = Schemas["KnownItem"];
export type Transfer = Schemas["Transfer"];
export type Participant = Schemas["Participant"];
export type Comment = Schemas["Comment"];
export type Task = Schemas["Task"];
export type SecondLook = Schemas["SecondLook"];
export type EventWork = Schemas["EventWork"];
export type WaitingWork = Schemas["Work"];
export type EnquiryAnswer = Schemas["EnquiryAnswer"];
export type Finding = Schemas["Finding"];
export type SubjectReport = Schemas["SubjectReport"];
export type CaseView = Schemas["CaseView"];
export type DueNotice = Schemas["DueNotice"];
export type CustodyItem = Schemas["CustodyItem"];
export type ItemPage = Schemas["ItemPage"];
export type ItemView = Schemas["ItemView"];
export type StoragePlace = Schemas["StoragePlace"];
export type WaitingOffer = Schemas["WaitingOffer"];
export type OfferMade = Schemas["OfferMade"];
export type ThingInEvent = Schemas["ThingInEvent"];
export type RetentionRule = Schemas["RetentionRule"];
export type RetentionState = Schemas["RetentionState"];
export type RetentionCoverage = Schemas["RetentionCoverage"];
export type RetentionHold = Schemas["RetentionHold"];
export type RuleReach = Schemas["RuleReach"];
export type ReachPage = Schemas["ReachPage"];
export type DuePage = Schemas["DuePage"];
export type EventRetention = Schemas["EventRetention"];
export type Certificate = Schemas["Certificate"];
export type CertificatePage = Schemas["CertificatePage"];
export type QualityBoard = Schemas["QualityBoard"];
export type QualityFigure = Schemas["QualityFigure"];
export type EventPage = Schemas["EventPage"];
export type ExchangeState = Schemas["ExchangeState"];
export type Reject = Schemas["Reject"];
export type RejectPage = Schemas["RejectPage"];
export type RejectBody = Schemas["RejectBody"];
export type Verdict = Schemas["Verdict"];
export type StatementTaken = Schemas["StatementTaken"];
export type Glass = Schemas["Glass"];
export type Attachment = Schemas["Attachment"];
export type EventVersion = Schemas["EventVersion"];
export type NarrativeRead = Schemas["NarrativeRead"];

export type Hit = Schemas["Hit"];
export type SearchAnswer = Schemas["SearchAnswer"];
export type LinkNode = Schemas["Node"];
export type LinkEdge = Schemas["Edge"];
export type Links = Schemas["Links"];
export type IdentityView = Schemas["IdentityView"];
export type Identity = Schemas["Identity"];
export type Merge = Schemas["Merge"];

export interface Fault { path: string; code: string; message: string }
export interface Problem { type: string; title: string; status: number; code: string; errors?: Fault[]; data?: Record<string, string | number> }

export type SavedSearch = Schemas["SavedSearch"];
export type SavedSearches = Schemas["SavedSearches"];
export type SavedSearchRule = Schemas["SavedSearchRule"];
export type StandingSearch = Schemas["StandingSearch"];
export type SearchNotice = Schemas["SearchNotice"];
export type SearchNotices = Schemas["SearchNotices"];
export type Pace = Schemas["Pace"];
export type ClientQuotas = Schemas["ClientQuotas"];
export type InstitutionPace = Schemas["InstitutionPace"];
export type StatementPage = Schemas["StatementPage"];
export type StatementLine = Schemas["StatementLine"];
export type WaitingLine = Schemas["WaitingLine"];
export type Subscription = Schemas["Subscription"];
export type SubscriptionMade = Schemas["SubscriptionMade"];
export type Delivery = Schemas["Delivery"];

export type SystemPace = Schemas["SystemPace"];
export type OutboxLetter = Schemas["Letter"];
export type LetterPage = Schemas["LetterPage"];
export type LetterView = Schemas["LetterView"];
export type EventCheck = Schemas["Check"];
export type RegisterSaid = Schemas["RegisterSaid"];
export type SourceStanding = Schemas["SourceStanding"];
export type ImportMapping = Schemas["ImportMapping"];
export type ImportPreview = Schemas["ImportPreview"];
export type ImportView = Schemas["ImportView"];
export type ImportFault = Schemas["ImportFault"];
export type ImportFaultPage = Schemas["FaultPage"];
export type ColumnSource = Schemas["ColumnSource"];
export type PreviewedEvent = Schemas["PreviewedEvent"];
