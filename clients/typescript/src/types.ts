/** What a Xunwen service takes and gives, as its OpenAPI description has it (GET /openapi.json). */

export type Mode = "hybrid" | "dense" | "lexical" | "reranked";

export interface Filters {
  article_ids?: string[];
  sources?: string[];
  languages?: string[];
  authors?: string[];
  keywords?: string[];
  sites?: string[];
  published_from?: string;
  published_to?: string;
}

export type FacetName = "sources" | "languages" | "authors" | "keywords";

export interface SearchOptions {
  limit?: number;
  offset?: number;
  mode?: Mode;
  filters?: Filters;
  group_by?: "chunk" | "article" | "story";
  sort?: "relevance" | "newest" | "oldest";
  facets?: FacetName[];
  histogram?: "day" | "month" | "year";
  operators?: boolean;
  explain?: boolean;
}

/** A question that was asked before, with the words that answered it. */
export interface Turn {
  question: string;
  answer?: string;
}

export interface AskOptions {
  limit?: number;
  mode?: Mode;
  filters?: Filters;
  as_of?: string;
  /** The oldest first; a follow-up is understood in full, as `understood.question` says. */
  history?: Turn[];
  operators?: boolean;
  /** Whether a language model writes an answer too. */
  generate?: boolean;
}

export interface RelatedOptions {
  limit?: number;
  page?: number;
  exclude?: string[];
  source?: string[];
  not_source?: string[];
  keyword?: string[];
  language?: string[];
  max_age_days?: number;
}

/** A page that somebody reads: its address, its text, or both. */
export interface ReadPage {
  url?: string;
  title?: string;
  text?: string;
  published_at?: string;
}

/** Unicode code points `start` to `end` (exclusive); `slice` cuts by them. */
export interface Span {
  start: number;
  end: number;
}

export interface ArticleHead {
  id: string;
  title: string;
  url: string;
  source: string;
  author: string;
  published_at: string;
  published_day: string;
  language: string;
  image: string;
}

export interface Article extends ArticleHead {
  editor: string;
  keywords: string[];
  /** Plain text; escape it where it is shown as HTML. */
  body: string;
  snapshot: string;
}

export interface Hit {
  rank: number;
  score: number;
  scores: { dense: number | null; lexical: number | null; fused: number; reranked: number | null };
  article: ArticleHead;
  chunk: Span & { id: string; text: string };
  passage: Span;
  highlights: Span[];
  pinned: boolean;
  weak: boolean;
  copies: { article_id: string; source: string; published_at: string }[];
  signals: Record<string, number | boolean | null> | null;
}

export interface Understood {
  words: string;
  operators: { name: string; values: string[]; text: string }[];
  /** With a history: the question in full; empty without. */
  question: string;
  /** With a history: what may have been asked instead, in full. */
  otherwise: string[];
}

interface Searched {
  snapshot: string;
  mode: Mode;
  degraded: string[];
  read: number;
  took_ms: Record<string, number>;
  hits: Hit[];
  did_you_mean: string | null;
  understood: Understood | null;
}

export interface Count {
  value: string;
  articles: number;
}

export interface SearchResult extends Searched {
  names: Record<string, string[]> | null;
  curated: string[] | null;
  matches: number | null;
  facets: Partial<Record<FacetName, Count[]>> | null;
  histogram: Count[] | null;
}

export interface Figure extends Span {
  kind: string;
  /** Decimals as strings, so that none is rounded. */
  min: string | null;
  max: string | null;
  min_inclusive: boolean;
  max_inclusive: boolean;
  unit: string;
  unit_text: string;
  currency: string;
  qualifier: string;
  text: string;
}

export interface Answer extends Span {
  text: string;
  kind: "figure" | "date" | "sentence" | "span";
  figure: Figure | null;
  confidence: number;
  verdict: string;
}

export interface Citation extends Span {
  article: ArticleHead;
  quote: string;
  sha256: string;
}

export interface Alternative {
  answer: Answer;
  citation: Citation;
  conflict: boolean;
  superseded: boolean;
}

export interface Generated {
  status: "written" | "partial" | "nothing" | "failed";
  text: string;
  statements: { text: string; citations: Citation[] }[];
  removed: { reason: string; detail: string }[];
  model: string;
  detail: string;
}

export interface AskResult extends Searched {
  status: "answered" | "abstained";
  /** Why there is no answer; empty when there is one. */
  reason: string;
  wanted: string;
  answer: Answer | null;
  citations: Citation[];
  alternatives: Alternative[];
  generated: Generated | null;
}

/** A piece of an answer that comes as a stream. */
export type AskEvent =
  | { event: "hits"; data: SearchResult }
  | { event: "citation"; data: { number: number; citation: Citation } }
  | { event: "delta"; data: { text: string; citations: number[] } }
  | { event: "final"; data: AskResult };

export interface RelatedItem {
  rank: number;
  score: number;
  article: ArticleHead;
  snippet: Span & { text: string };
  shared_words: string[];
}

export interface RelatedPage {
  snapshot: string;
  article_id: string;
  page: number;
  pages: number;
  limit: number;
  total: number;
  related: RelatedItem[];
  degraded: string[];
  read_characters: number | null;
}

export interface Suggestions {
  snapshot: string;
  suggestions: { text: string; kind: "title" | "name" | "phrase"; articles: number; article_id: string | null }[];
  did_you_mean: string | null;
  ready: boolean;
}
