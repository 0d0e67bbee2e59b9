/** How to log in to Flotilla, in the words of its own buttons. */
export const text = {
  title: "Use the same key there",
  lockedKey:
    "In Flotilla, choose “Log in”, then “Log in with Key”. Paste your locked key, and type your file password in the field that appears.",
  keyFile:
    "In Flotilla, choose “Log in”, then “Log in with Key”. Paste the line of your key file that starts with ncryptsec1, and type your file password in the field that appears.",
  extension: "In Flotilla, choose “Log in”, then “Log in with Extension”, in this browser.",
  remote: "In Flotilla, choose “Log in”, then “Log in with Remote Signer”, and approve it in your signer app.",
  copy: "Copy locked key",
  lockedKeyName: "Locked key",
} as const
