/** The first page: what this is, for people who never heard of Nostr, and what it costs. It promises what works, and says what does not yet. */
const days = (count: number) => (count === 1 ? "1 day" : `${count} days`)

export const text = {
  nav: {
    label: "Main",
    what: "What you get",
    yours: "What is yours",
    plans: "Plans",
    questions: "Questions",
    logIn: "Log in",
    dashboard: "Dashboard",
    foot: "Footer",
  },
  start: "Get started",
  hero: {
    title: "A home for your community that you hold the keys to",
    lead: "Give your club, team or neighbourhood a place of its own online, with a member list you control and rules you set. You choose the name, and everyone owns what they write.",
    label: "Name of your community",
    placeholder: "my-club",
    free: (members: number | null) =>
      members === null ? "Free, with unlimited members." : `Free for up to ${members} members.`,
    nothingAsked: "No email address, no phone number, no card.",
    checking: (host: string) => `Checking whether ${host} is available`,
    available: (host: string) => `${host} is available.`,
    taken: (host: string, other: string | undefined) =>
      other ? `${host} is taken. You could take ${other}.` : `${host} is taken.`,
    card: {
      picture: "An example of a community: its name and address, 37 of 100 members, its rooms, and who is there now",
      name: "Bergen Trail Runners",
      label: "bergen-runners",
      online: "Online",
      members: (count: number, most: number) => `${count} of ${most} members`,
      rooms: [
        { name: "routes", text: "Saturday, 8:30 at the cable car?", unread: 3, isPrivate: false, hasFiles: false },
        { name: "photos", text: "Jonas shared 4 photos", unread: 0, isPrivate: false, hasFiles: true },
        { name: "organisers", text: "Bibs are ordered.", unread: 1, isPrivate: true, hasFiles: false },
      ],
      call: "Call: Sunday debrief",
      callText: "3 people are talking",
      people: [
        { name: "Marit", key: "01" },
        { name: "Jonas", key: "02" },
        { name: "Asha", key: "00" },
        { name: "Kim", key: "03" },
      ],
      here: "Marit, Jonas and 2 more are here",
    },
  },
  what: {
    title: "What is a relay?",
    lead: "It’s the place where your group meets. It has its own address, members and rules, and it opens in free apps on phones and computers.",
    picture: "Switches that set who can read, post, join and invite",
    facts: [
      ["Address", "A web address of your own on this server. You see as you type whether it’s available."],
      ["Members", "Invite people with a link or a code to scan. Remove or ban anyone who doesn’t belong."],
      ["Rules", "Decide who can read, post, join and invite. Changes take effect right away."],
      ["Your own picture", "Use your logo, or keep the flag we draw for every new relay."],
    ],
    /** Said only where the host serves the feature. */
    ifServed: {
      rooms: [
        "Rooms",
        "Open rooms for everyone, and private or hidden ones for some. Search finds what was said in them.",
      ],
      blossom: [
        "Photos and files",
        "On plans that include them, members share photos and files, which are stored with your relay. You see them all, and delete what shouldn’t be there.",
      ],
      livekit: ["Calls", "On plans that include them, members talk in voice and video calls in their rooms."],
    },
    served: (names: readonly string[]) => `On this server: ${names.join(", ")}.`,
    later: (names: readonly string[]) => `Not available yet: ${names.join(", ")}.`,
    features: {
      rooms: "rooms",
      blossom: "photos and files",
      livekit: "voice and video calls",
      push: "notifications on phones",
    },
  },
  steps: {
    title: "Three steps, and no server to look after",
    done: (step: number) => `Step ${step} of 3`,
    name: {
      title: "Pick a name",
      text: "Type it, and you see right away whether the address is available. If it’s taken, we suggest one that isn’t.",
      example: "tuesday-chess",
      good: "That address is available.",
    },
    plan: {
      title: "Choose a plan",
      textFree: (plan: string) =>
        `Start on ${plan} and change whenever you like. You see the exact cost before you confirm.`,
      text: "Choose one and change whenever you like. You see the exact cost before you confirm.",
    },
    invite: {
      title: "Send the invite link",
      text: "Your relay is ready in seconds. Share one link, and people can join from a phone or computer.",
      copy: "Copy",
      help: "Anyone with this link can join",
    },
  },
  yours: {
    title: "What is yours stays yours",
    lead: "On most platforms you rent: the account, the member list and every message belong to the landlord. Here they don’t.",
    facts: [
      [
        "Your login",
        "You and your members log in with keys that you hold, not with accounts that belong to us. The same key works in every app on the same open network, Nostr.",
      ],
      [
        "Your content",
        "Every message is signed by its author. Any Nostr app can read it here and repost it elsewhere, and it’s still provably theirs.",
      ],
      [
        "Your way out",
        "Download everything as one file whenever you like: messages, photos and files, members and settings. Relays here speak the same protocol as zooid, which is free software, so you can run one yourself or move to another host.",
      ],
    ],
  },
  plans: {
    title: "Plans",
    lead: "One price per relay. No fee per member, no fee per message, no contract.",
    startFree: "Start free",
    choose: (plan: string) => `Choose ${plan}`,
    atRate: (estimate: string) => `${estimate} at today’s rate`,
    yes: { members: (words: string) => `${words} members`, invites: "Members and invites" },
  },
  debt: {
    title: "There is no debt.",
    on: (ways: string, grace: number) =>
      `You pay a month in advance, by ${ways}. If an invoice isn’t paid within ${days(grace)}, the relay goes offline, nothing is deleted, and the invoice is forgiven. You can bring the relay back whenever you like, and you pay from then on.`,
    ways: { lightning: "Lightning", card: "card", or: " or " },
    offTitle: "Payments are off on this server.",
    off: "You can use paid plans; nothing is charged.",
  },
  trust: {
    title: "What we can do, and what we cannot",
    lead: "A host has some power over what it hosts. You should know exactly how much before you trust one.",
    can: "We can",
    canList: [
      "Take a relay offline or suspend an account: when an invoice isn’t paid, or when the law or the operator of this server requires it. You get the reason in writing.",
      "Read what is written in a relay, as any host can. We do so only to keep the service running, or when the law requires it.",
      "See which key owns a relay, who its members are, and what is paid for it.",
    ],
    cannot: "We cannot",
    cannotList: [
      "Read private messages between members. Their apps encrypt them before they reach us.",
      "Post as you or as a member. Every message is signed with a key we don’t have.",
      "Take anyone’s key away, or stop you from opening the same community somewhere else.",
    ],
  },
  nostr: {
    title: "For those who know Nostr",
    lead: "Each relay is separate, with its own key and its own database file, on a zooid-compatible engine.",
    address: "Address",
    api: "API of this server",
    rows: [
      ["Members, invites, join and leave", "NIP-43, with NIP-42 authentication"],
      ["Moderation from your app", "NIP-86, members and bans"],
      ["Deletion, expiry, protected events", "NIP-09, NIP-40, NIP-70"],
      ["Search, counts, reconciliation", "NIP-50, NIP-45, NIP-77"],
      ["Export and import", "Lines of JSON, or an exit kit"],
      ["Logging in here", "Extension, remote signer or encrypted key file"],
      ["API authentication", "NIP-98, per session or per request"],
    ],
    served: "Served here",
    later: "Not available yet",
    features: { rooms: "NIP-29 rooms", blossom: "Blossom", livekit: "LiveKit", push: "push (NIP-9a)" },
    demo: "This demo runs on your own computer. Browsers and curl resolve .localhost names themselves; from Node or Java, connect to 127.0.0.1 and send the name as the Host header.",
  },
  questions: {
    title: "Questions",
    lead: "Short answers.",
    nostr: [
      "What is Nostr, and do I need to understand it?",
      "Nostr is an open way to log in and send messages that no single company owns. Think of email: anyone can run a mail server, and you can switch to another. That’s all you need to know to run a relay here.",
    ],
    members: [
      "What do my members have to do?",
      "Open your invite link. It leads to Flotilla, an app for communities; in other Nostr apps they enter the address and the code. People already on Nostr log in with their own key, and new people get one as they join. We never ask for an email address or a phone number.",
    ],
    key: [
      "What if I lose my key?",
      "Nobody can get it back, because we never had it. That’s why you can’t finish signing up until you’ve saved a key file and chosen its password. Keep both, and you can log in on any device.",
    ],
    bitcoin: "Do I need bitcoin to pay?",
    bitcoinOff: "No. Payments are off on this server: you can use paid plans, and nothing is charged.",
    bitcoinCard: "No. You pay by card.",
    bitcoinEither: "No. You can pay by card, or with a Lightning wallet if you have one.",
    bitcoinOn: "Yes, a little. You pay over Lightning, from any wallet that supports it.",
    bitcoinSats: " Prices are in sats, the smallest unit of bitcoin.",
    stop: "What happens if I stop paying?",
    stopOn: (grace: number) =>
      `After ${days(grace)} your paid relays go offline. Nothing is deleted, and the invoice is forgiven. You can bring them back whenever you like, and you pay from then on.`,
    change: [
      "Can I change plans later?",
      "Yes, in the relay’s settings, as often as you like. You just can’t choose a plan that’s too small for your members.",
    ],
    move: [
      "Can I move my community to another host?",
      "Yes. In the relay’s settings you download its exit kit: one file with messages, photos and files, members and settings, and the commands to use it elsewhere. Your members keep their keys. An address on this server stays here.",
    ],
  },
  last: {
    title: "Give your community its own address",
    lead: "All it takes is a name and a few minutes.",
  },
  foot: {
    runBy: (name: string, host: string) =>
      name === "Caravel" ? `Caravel, run by ${host}` : `${name}, powered by Caravel`,
    runByOperator: (name: string, operator: string) => (name === operator ? name : `${name}, run by ${operator}`),
    version: (version: string) => `Version ${version}`,
    zooid: "zooid, the free relay software",
    status: "Status",
  },
} as const
