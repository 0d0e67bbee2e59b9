/** The faults of a label by itself, with the server's codes; only the server knows whether it is taken. */
export type LabelFault =
  | "subdomain-empty"
  | "subdomain-too-long"
  | "subdomain-invalid-characters"
  | "subdomain-invalid-hyphen"

/** DNS allows no more in a label. */
export const LABEL_CHARACTERS_MAX = 63

/** The server's rules in the server's order. Nothing is corrected silently. */
export function labelFault(label: string): LabelFault | undefined {
  if (label === "") return "subdomain-empty"
  if (label.length > LABEL_CHARACTERS_MAX) return "subdomain-too-long"
  if (!/^[a-z0-9-]+$/.test(label)) return "subdomain-invalid-characters"
  if (label.startsWith("-") || label.endsWith("-")) return "subdomain-invalid-hyphen"
  return undefined
}

/** Letters that Unicode does not decompose into a plain letter and a mark. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  å: "a",
  đ: "d",
  ð: "d",
  þ: "th",
  ł: "l",
  ı: "i",
  ħ: "h",
  ŋ: "n",
  ə: "e",
  а: "a",
  б: "b",
  в: "v",
  г: "g",
  д: "d",
  е: "e",
  ё: "yo",
  ж: "zh",
  з: "z",
  и: "i",
  й: "y",
  к: "k",
  л: "l",
  м: "m",
  н: "n",
  о: "o",
  п: "p",
  р: "r",
  с: "s",
  т: "t",
  у: "u",
  ф: "f",
  х: "kh",
  ц: "ts",
  ч: "ch",
  ш: "sh",
  щ: "shch",
  ъ: "",
  ы: "y",
  ь: "",
  э: "e",
  ю: "yu",
  я: "ya",
  і: "i",
  ї: "yi",
  є: "ye",
  ґ: "g",
  ў: "u",
  α: "a",
  β: "v",
  γ: "g",
  δ: "d",
  ε: "e",
  ζ: "z",
  η: "i",
  θ: "th",
  ι: "i",
  κ: "k",
  λ: "l",
  μ: "m",
  ν: "n",
  ξ: "x",
  ο: "o",
  π: "p",
  ρ: "r",
  σ: "s",
  ς: "s",
  τ: "t",
  υ: "y",
  φ: "f",
  χ: "ch",
  ψ: "ps",
  ω: "o",
  "&": "-and-",
  "+": "-plus-",
  "@": "-at-",
}

/**
 * The label suggested by a name: `Tuesday Night Chess` → `tuesday-night-chess`, `Øl & Łódź` → `ol-and-lodz`. Empty for
 * a script without Latin letters; then the address is typed by hand.
 */
export function labelOf(name: string): string {
  const plain = name
    .toLowerCase()
    .normalize("NFC")
    .replace(/['’ʼ`]/g, "")
    .replace(/./gsu, plainLetter)
    .normalize("NFD")
    .replace(/\p{Mark}/gu, "")
    .replace(/./gsu, plainLetter)
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+/, "")
  return cutAtWord(plain).replace(/-+$/, "")
}

const plainLetter = (letter: string) => LETTERS[letter] ?? letter

/** As many whole words as fit; a single long word is cut. */
function cutAtWord(label: string): string {
  if (label.length <= LABEL_CHARACTERS_MAX) return label
  const cut = label.slice(0, LABEL_CHARACTERS_MAX + 1)
  const lastWord = cut.lastIndexOf("-")
  return lastWord > 0 ? cut.slice(0, lastWord) : cut.slice(0, LABEL_CHARACTERS_MAX)
}
