/** The members of a relay, and those it has banned. */
const people = (count: number) => (count === 1 ? "1 member" : `${count.toLocaleString("en-US")} members`)
const places = (count: number) => (count === 1 ? "1 place left" : `${count.toLocaleString("en-US")} places left`)
const figure = (count: number) => count.toLocaleString("en-US")

export const text = {
  members: {
    title: "Members",
    all: "All members",
    of: (max: number) => `of ${figure(max)}`,
    ofMembers: (max: number) => `of ${figure(max)} members`,
    count: figure,
    noLimit: (count: number) => (count === 1 ? "member" : "members"),
    left: places,
    full: "No place left",
    unlimited: "No limit",
    scale: (count: number, max: number) => `${figure(count)} of ${people(max)}`,
    and: (names: string[], more: number) => {
      if (more > 0) return `${names.join(", ")}${names.length > 0 ? " and " : ""}${figure(more)} more`
      return names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : (names[0] ?? "")
    },
    onlyYou: "Only you so far",
    none: "Nobody yet",
    notYet: "Members are shown once the relay is online.",
    find: "Find by name or ID",
    add: "Add a person",
    copyInvite: "Copy invite link",
    copied: "Invite link copied.",
    table: "Members",
    name: "Name",
    id: "ID",
    actions: "Actions",
    actionsFor: (name: string) => `Actions for ${name}`,
    you: (name: string | undefined) => (name === undefined ? "You" : `${name}, you`),
    owner: "Owner",
    noName: "No name yet",
    copyId: "Copy ID",
    idCopied: "ID copied.",
    copyByHand: (id: string) => `This browser does not let the page copy. The ID is ${id}`,
    remove: "Remove",
    ban: "Ban",
    shown: (shown: number, of: number) => (shown === of ? "" : `${figure(shown)} of ${figure(of)} shown. `),
    names: "Names come from people’s own profiles and may take a moment to appear.",
    more: "Show more",
    nothing: (query: string) => `Nobody here matches “${query}”.`,
    emptyTitle: "Nobody is in yet.",
    emptyText: "Send the invite link, or add somebody by their ID.",
    tight: (left: number) => (left === 1 ? "One place is left." : `${figure(left)} places are left.`),
    tightFull: "All places are taken.",
    tightText: "Who comes after that is turned away. A larger plan makes room at once.",
    changePlan: "Change plan",
    off: "Moderation from apps is off on this relay.",
    offText: "So nobody can be added, removed or banned, here or in an app. Switch it on in Settings.",
    toSettings: "To Settings",
    offline: "The relay is offline.",
    offlineText: "Its members are shown as they were. They can be changed when it is back online.",
    failed: "The members could not be read.",
  },
} as const
