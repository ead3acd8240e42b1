/** What the module has for scripts; its attributes are told at the beginning of related-reading.js. */

export class RelatedReading extends HTMLElement {
  /** Articles at a time. */
  get limit(): number;
  /** How many times `next` shows others before the first come again. */
  get pages(): number;
  /** Shows the next articles of the list. */
  next(): void;
}

/** The name that `xunwen export related` gives an article's file. */
export function fileName(id: string): string;

export interface RelatedArticle {
  id: string;
  title: string;
  url: string;
  source: string;
  published_at: string;
  language: string;
}

declare global {
  interface HTMLElementTagNameMap {
    "related-reading": RelatedReading;
  }
  interface HTMLElementEventMap {
    /** A list is there, or is empty: then with a `message`. */
    "related:load": CustomEvent<{ articleId: string; response: unknown; message?: string }>;
    "related:error": CustomEvent<{ articleId: string; message: string }>;
    /** An article is opened, which `preventDefault` keeps from happening. */
    "related:select": CustomEvent<{ article: RelatedArticle; page: number }>;
  }
}
