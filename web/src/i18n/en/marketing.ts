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
    lead: "Give your club, team or neighbourhood a place of its own online: a member list you control and rules that you set. You choose the name, and everyone owns what they write.",
    label: "Name of your community",
    placeholder: "my-club",
    free: (members: number | null) =>
      members === null ? "Free, without a limit of members." : `Free for up to ${members} members.`,
    nothingAsked: "No e-mail address, no phone number, no card.",
    checking: (host: string) => `Checking whether ${host} is available`,
    available: (host: string) => `${host} is available.`,
    taken: (host: string, other: string | undefined) =>
      other ? `${host} is taken. You could take ${other}.` : `${host} is taken.`,
    picture: "A relay in Caravel: its name, its address, its members and who may do what",
  },
  what: {
    title: "What is a relay?",
    lead: "It is the place where your group meets. It has its own address, its own members and its own rules, and it opens in free apps on phones and computers.",
    picture: "Switches that decide who may read, post, join and invite",
    facts: [
      ["Address", "A name of your own under this host. You see while you type whether it is available."],
      ["Members", "Invite people with a link or a code to scan. Remove or ban those who do not belong."],
      ["Rules", "Decide who may read, post, join and invite. A change holds at once, without a restart."],
      ["Your own picture", "Use your logo, or keep the flag we draw for every new relay."],
    ],
    served: (names: readonly string[]) => `On this server: ${names.join(", ")}.`,
    later: (names: readonly string[]) => `Not available yet: ${names.join(", ")}.`,
    features: { rooms: "rooms", blossom: "photos and files", livekit: "calls", push: "notifications" },
  },
  steps: {
    title: "Three steps, and no server to look after",
    done: (step: number) => `Step ${step} of 3`,
    name: {
      title: "Pick a name",
      text: "Type it, and you see at once whether the address is available. If it is taken we suggest one that is not.",
      example: "tuesday-chess",
      good: "That address is free.",
    },
    plan: {
      title: "Choose a plan",
      text: "Start on Free. Change whenever your members fit; what it costs stands there before you confirm.",
    },
    invite: {
      title: "Send the invite link",
      text: "The relay is set up while you watch. Then share one link, and people can join from their phone or computer.",
      copy: "Copy",
      help: "Anyone with this link can join",
    },
  },
  yours: {
    title: "What is yours stays yours",
    lead: "On most platforms you rent: the account, the member list and every message belong to the landlord. Here they do not.",
    facts: [
      [
        "Your sign-in",
        "You and your members sign in with keys that you hold, not with accounts that belong to us. The same key works in other apps on the same open network, Nostr.",
      ],
      [
        "Your content",
        "Every message carries the signature of whoever wrote it. Any Nostr app can read it here and post it elsewhere, and it stays provably theirs.",
      ],
      [
        "Your way out",
        "Relays here speak the same protocol as zooid, which is free software. You can run one yourself, or move to someone else who does.",
      ],
    ],
  },
  plans: {
    title: "Plans",
    lead: "One price per relay and month. No fee per member, no fee per message, no contract.",
    startFree: "Start free",
    choose: (plan: string) => `Choose ${plan}`,
    atRate: (estimate: string) => `${estimate} at today’s rate`,
    yes: { members: (words: string) => `${words} members`, invites: "Members and invites" },
  },
  debt: {
    title: "There is no debt.",
    on: (ways: string, grace: number) =>
      `You pay a month in advance, by ${ways}. If an invoice is not paid within ${days(grace)} the relay goes offline, nothing is deleted, and the invoice is forgiven. You can bring the relay back whenever you like, and you pay from then on.`,
    ways: { lightning: "Lightning", card: "card", or: " or " },
    offTitle: "This server has no payments switched on.",
    off: "Paid plans work; nothing is charged.",
  },
  trust: {
    title: "What we can do, and what we cannot",
    lead: "A host has some power over what it hosts. You should know exactly how much before you trust one.",
    can: "We can",
    canList: [
      "Take a relay offline or suspend an account: when an invoice is not paid, or when the law or the operator of this server requires it. You get the reason in writing.",
      "Read what is written in a relay, as any host can. We do it only to keep the service running or when we must.",
      "See which key owns a relay, who its members are, and what is paid for it.",
    ],
    cannot: "We cannot",
    cannotList: [
      "Read private messages between members. Their apps encrypt them before they reach us.",
      "Post as you or as a member. Every message is signed with a key we do not have.",
      "Take anyone’s key away, or stop you from opening the same community somewhere else.",
    ],
  },
  nostr: {
    title: "For those who know Nostr",
    lead: "Each relay stands alone, with its own key and its own file, on an engine compatible with zooid.",
    address: "Address",
    api: "API of this server",
    rows: [
      ["Members, invites, join and leave", "NIP-43, sign-in by NIP-42"],
      ["Moderation from your app", "NIP-86, members and bans"],
      ["Deletion, expiry, protected events", "NIP-09, NIP-40, NIP-70"],
      ["Sign-in here", "Extension, remote signer or encrypted key file"],
      ["Sign-in to the API", "NIP-98, one signature for many calls or one for each"],
    ],
    served: "Served here",
    later: "Not available yet",
    features: { rooms: "NIP-29 rooms", blossom: "Blossom", livekit: "LiveKit", push: "push" },
    never: "export and import",
    demo: "This is a demo on your own machine. Browsers and curl find names that end in .localhost by themselves; programs on Node or Java connect to 127.0.0.1 and send that name as the Host header.",
  },
  questions: {
    title: "Questions",
    lead: "Short answers.",
    nostr: [
      "What is Nostr, and do I need to understand it?",
      "Nostr is an open way to sign in and to send messages that no single company owns. Think of e-mail: anyone can run a mail server, and you can change yours. You do not need to know more than that to run a relay here.",
    ],
    members: [
      "What do my members have to do?",
      "Open your invite link. It leads to Flotilla, an app for communities; other Nostr apps take the address and the code. Someone who already uses Nostr signs in with the key they have, someone new gets one on the way in. We ask nobody for an e-mail address or a phone number.",
    ],
    key: [
      "What if I lose my key?",
      "Then neither you nor we can get it back, because we never had it. That is why we do not let you finish signing up before you have saved a key file and a password for it. Keep both, and you can sign in again on any device.",
    ],
    bitcoin: "Do I need bitcoin to pay?",
    bitcoinOff: "No. This server has no payments switched on: paid plans work, and nothing is charged.",
    bitcoinCard: "No. You can pay by card; who has a Lightning wallet can use that.",
    bitcoinOn:
      "Yes, a little: you pay by Lightning, from any wallet that knows it. Prices are in sats, its small unit.",
    stop: "What happens if I stop paying?",
    stopOn: (grace: number) =>
      `After ${days(grace)} your paid relays go offline. Nothing is deleted, and the invoice is forgiven. You can bring them back whenever you like, and you pay from then on.`,
    change: [
      "Can I change plan later?",
      "Yes, in the settings of the relay, as often as you like. Only a plan that is too small for your members cannot be chosen.",
    ],
    move: [
      "Can I move my community to another host?",
      "Your members keep their keys, and whatever they wrote stays theirs and can be posted to another relay. The host can also be you, with zooid, which is free software. The address stays here, and a relay cannot be downloaded as one file yet.",
    ],
  },
  last: {
    title: "Give your community its own address",
    lead: "All it takes is a name and a few minutes.",
  },
  foot: {
    runBy: (name: string, host: string) =>
      name === "Caravel" ? `Caravel, run by ${host}` : `${name}, run with Caravel`,
    version: (version: string) => `Version ${version}`,
    zooid: "zooid, the free relay software",
  },
} as const
