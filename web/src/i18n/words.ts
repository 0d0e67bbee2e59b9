/**
 * The type of a translation: the same names as in English, a sentence for each sentence, and the same parameters. A
 * translation of `en/relay.ts` is `export const text: Words<typeof english> = { … }`.
 */
export type Words<English> = English extends string
  ? string
  : English extends (...given: infer Given) => string
    ? (...given: Given) => string
    : { readonly [Name in keyof English]: Words<English[Name]> }
