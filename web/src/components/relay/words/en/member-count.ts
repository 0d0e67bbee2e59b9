/** How many members a relay has, of how many that it may have. */
const people = (count: number) => (count === 1 ? "1 member" : `${count.toLocaleString("en-US")} members`)
const places = (count: number) => (count === 1 ? "1 place left" : `${count.toLocaleString("en-US")} places left`)
const figure = (count: number) => count.toLocaleString("en-US")

export const text = {
  title: "Members",
  all: "All members",
  of: (max: number) => `of ${figure(max)}`,
  ofMembers: (max: number) => `of ${figure(max)} members`,
  count: figure,
  noLimit: (count: number) => (count === 1 ? "member" : "members"),
  left: places,
  full: "Full",
  scale: (count: number, max: number) => `${figure(count)} of ${people(max)}`,
  and: (names: string[], more: number) => {
    if (more > 0) return `${names.join(", ")}${names.length > 0 ? " and " : ""}${figure(more)} more`
    return names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : (names[0] ?? "")
  },
  onlyYou: "Only you so far",
} as const
