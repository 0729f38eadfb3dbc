/** One thin wrapper over fetch: refusals as errors with their words, idempotent repeats, server time. */
import type { Fault, Problem } from "./types";

export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly faults: Fault[];
  readonly data: Record<string, string | number>;

  constructor(problem: Problem) {
    super(problem.title);
    this.status = problem.status;
    this.code = problem.code;
    this.faults = problem.errors ?? [];
    this.data = problem.data ?? {};
  }
}

/** No answer at all: the server or the line is away. What was sent may be sent again with its key. */
export class ServerAway extends Error {}

export interface RequestOptions {
  /** The same key for every repeat of one act. */
  key?: string;
  /** Why personal data are looked at: `event_entry;ref=JPP-2026-000012`. */
  purpose?: string;
  signal?: AbortSignal;
  /** The answer is no JSON but a file. */
  asFile?: boolean;
}

export const newKey = (): string => crypto.randomUUID();

let language = "lv";
export const setRequestLanguage = (wanted: string): void => { language = wanted; };

let signedOut = (): void => undefined;
/** Told when the server says that nobody is signed in any more: a session ends on its own. */
export const onSignedOut = (listener: () => void): void => { signedOut = listener; };

export async function request<T>(method: string, path: string, body?: unknown, options: RequestOptions = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json", "Accept-Language": language };
  if (body !== undefined) headers["Content-Type"] = body instanceof Blob ? "application/octet-stream" : "application/json";
  if (method === "POST") headers["Idempotency-Key"] = options.key ?? newKey();
  if (options.purpose) headers["Vienots-Purpose"] = encodePurpose(options.purpose);
  const init: RequestInit = { method, headers, credentials: "same-origin" };
  if (body !== undefined) init.body = body instanceof Blob ? body : JSON.stringify(body);
  if (options.signal) init.signal = options.signal;
  let answer: Response;
  try {
    answer = await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ServerAway(path);
  }
  if (answer.status === 502 || answer.status === 503 || answer.status === 504) throw new ServerAway(path);
  if (answer.status === 401 && !path.startsWith("/api/v1/session")) signedOut();
  if (!answer.ok) throw new Refusal(await readProblem(answer));
  if (answer.status === 204) return undefined as T;
  return (options.asFile ? await answer.blob() : await answer.json()) as T;
}

/** Header values are Latin; what is not goes percent-encoded. */
function encodePurpose(purpose: string): string {
  return purpose.replace(/[^\x20-\x7e]/g, (letter) => encodeURIComponent(letter));
}

async function readProblem(answer: Response): Promise<Problem> {
  try {
    return (await answer.json()) as Problem;
  } catch {
    return { type: "about:blank", title: answer.statusText, status: answer.status, code: `http.${answer.status}` };
  }
}

export const get = <T>(path: string, options?: RequestOptions): Promise<T> => request<T>("GET", path, undefined, options);
export const post = <T>(path: string, body?: unknown, options?: RequestOptions): Promise<T> =>
  request<T>("POST", path, body ?? {}, options);
export const patch = <T>(path: string, body: unknown, options?: RequestOptions): Promise<T> =>
  request<T>("PATCH", path, body, options);
export const remove = <T>(path: string): Promise<T> => request<T>("DELETE", path);
export const sendFile = <T>(path: string, file: Blob): Promise<T> => request<T>("POST", path, file);
export const getFile = (path: string, options: RequestOptions): Promise<Blob> => request<Blob>("GET", path, undefined, { ...options, asFile: true });
