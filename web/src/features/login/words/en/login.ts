/** The words of the login page, of making a key, and of the dialog that asks for it again. */
export const text = {
  title: "Log in",
  heading: "Log in with your key",
  lead: "Your key is your account, here and in every other Nostr app. It never leaves your device.",
  home: (name: string) => `${name}, start page`,
  back: "Back",
  otherWays: "Other ways to log in",
  again: "Try again",
  cancel: "Cancel",
  close: "Close",
  newHere: "New here?",
  makeKey: "Create a key",
  makeKeyHelp: "Takes a few minutes. No email address, no phone number.",
  foot: "Your key stays on your device.",
  footOther: "Your secret key stays in this tab’s memory and is gone when you close it.",
  footNew: "Your key is created on this device. We never see it.",
  checkHeading: "Nothing happening? Try this:",
  noInfo: "We can’t reach the server, so you can’t log in right now.",

  ways: {
    label: "Ways to log in",
    extension: {
      title: "Browser extension",
      looking: "Checking this browser",
      found: (name: string | undefined) => (name ? `Found: ${name}` : "Found in this browser"),
      missing: "None found in this browser",
    },
    app: {
      title: "Signer app",
      help: "Scan a code with Amber or another signer",
      phone: "Open Amber or another signer",
      kept: "Connected on this device",
    },
    link: { title: "Connection link", help: "Paste a link that starts with bunker://" },
    file: {
      title: "Key file",
      help: "Open the backup you saved, with its password",
      kept: (name: string) => `${name}, saved on this device. You’ll need its password`,
    },
  },

  extension: {
    heading: "Approve in your extension",
    lead: "Your browser extension keeps your key. It will ask whether to log you in here.",
    waiting: "Waiting for you to approve this in your browser extension.",
    checks: [
      "Click the extension’s icon in the browser toolbar. It may be locked, or its prompt may be behind this window.",
      "If you once chose “never”, remove this site from the list in the extension’s settings.",
      "If you’ve just installed the extension, reload this page.",
    ],
    missing: "No extension found",
    missingText:
      "Extensions such as Alby, nos2x or Keys.Band keep your key in the browser. Install one, or choose another way to log in.",
  },

  app: {
    heading: "Connect your signer app",
    lead: "A signer app such as Amber keeps your key on your phone and asks you before it signs.",
    code: "Code to scan with your signer app",
    scan: "Scan this with the signer app on your phone.",
    open: "Open my signer app",
    showCode: "Show a code to scan with another device",
    copy: "Connection link",
    copyWord: "Copy link",
    waiting: "Waiting for your signer app.",
    oldAnswer:
      "Your signer app uses an older method that can’t prove it’s yours. Create a connection link in the app and paste it here.",
    useLink: "Paste a connection link",
    newCode: "Show a new code",
    checks: [
      "Is your phone online? It connects over the internet, not your local network.",
      "Open the signer app: it may be waiting for you to allow the connection.",
      "Scan the code from inside the signer app. Most camera apps can’t read it.",
      "Some signer apps can’t scan. Copy a connection link from the app and paste it here instead.",
    ],
    noRelays: "This server isn’t set up for scanning. Log in another way.",
  },

  link: {
    heading: "Paste your connection link",
    lead: "Your signer app can create a link for this page. It starts with bunker:// and can only be used to connect.",
    label: "Connection link",
    connect: "Connect",
    waiting: "Waiting for you to approve this in your signer app.",
    checks: [
      "Open the signer app. It may be asleep, or waiting for you to allow the connection.",
      "Many links work only once. If this one has been used before, create a new one.",
      "Is the signer app online?",
    ],
  },

  approve: {
    text: "Your signer app wants you to approve this on its website.",
    open: "Open its website",
    opened: "It opens in a new tab. Come back here when you’re done.",
  },

  confirm: {
    heading: "Is this you?",
    lead: "Your signer app connected with this key. Continue only if it’s yours.",
    noName: "No name found for this key",
    id: "Your ID",
    yes: "Yes, log in",
    no: "No, cancel",
    keptHeading: "Continue with this account?",
    keptLead: "This device is still connected to your signer app.",
    anew: "Connect a different signer",
    waiting: "Waiting for you to approve the login in your signer app.",
    checks: [
      "Check the signer app: it asks a second time, to log you in.",
      "If the app was closed in the meantime, open it again.",
    ],
  },

  file: {
    heading: "Open your key file",
    lead: "The file you saved when you created your key. It stays on this device.",
    keptLead: "Your locked key is saved on this device. Enter its password.",
    choose: "Choose key file",
    chosen: (name: string) => `Chosen: ${name}`,
    other: "Use another key file",
    paste: "Or paste its contents",
    pasteHelp: "The line that starts with ncryptsec1.",
    password: "File password",
    remember: "Keep the locked key on this device",
    rememberHelp: "Next time you’ll only need the password. Leave this off on a shared device.",
    open: "Log in",
    opening: "Opening the key. This takes a few seconds.",
    tooBig: "That file is too big to be a key file.",
    forget: "Nobody can reset this password, not even us.",
  },

  secret: {
    summary: "Other ways",
    heading: "Use your secret key",
    warning: "Anyone with this key can act as you, for good.",
    warningText:
      "A browser extension, signer app or key file is safer. A key pasted here stays in this tab’s memory until you log out or close it.",
    label: "Secret key",
    help: "Starts with nsec1.",
    demo: "To log in as this demo’s operator, paste the key from data/keys/operator.nsec.",
    link: "Use a secret key",
    go: "Log in",
  },

  why: {
    open: "Why keys?",
    heading: "Why a key and not a password?",
    paragraphs: [
      "With a password, the account belongs to the site: it can lock you out, lose your data, or close. With a key, the account is yours. Sites only check that you hold the key.",
      "The same key works in every Nostr app. Your name, your contacts and everything you wrote come with you, and no site can take them away.",
      "The catch: nobody can reset a key. That’s why you first save it in a file, locked with a password.",
    ],
  },

  unlock: {
    title: "Unlock to continue",
    lead: "Your session has expired. What you typed on this page is still there.",
    keyLead: "Your key was only in this tab’s memory. Enter its password to pick up where you left off.",
    password: "Key file password",
    go: "Unlock",
    extension: "Unlock with the extension",
    remote: "Unlock with the signer app",
    secret: "Use the secret key instead",
    fileInstead: "Use a key file instead",
    later: "Not now",
    logOut: "Log out",
    otherKey: "That key belongs to another account. Log out first to use it here.",
    lostRemote: "This device is no longer connected to your signer app. Log out, then connect it again.",
  },

  approval: {
    label: "Waiting for your signer",
    extension: "Waiting for you to approve this in your browser extension.",
    remote: "Waiting for you to approve this in your signer app.",
  },
} as const
