/**
 * What another language has to say: the same names as in English, a sentence for every sentence, and where English takes
 * figures or names the same of them. A translation of `en/relay.ts` is `export const text: Words<typeof english> = { … }`.
 */
export type Words<English> = English extends string
  ? string
  : English extends (...given: infer Given) => string
    ? (...given: Given) => string
    : { readonly [Name in keyof English]: Words<English[Name]> }
