/** The words of a wait for a signer, which any page may show. */
export const text = {
  cancel: "Cancel",
  checkHeading: "Nothing happening? Try this:",
  extensionChecks: [
    "Click the extension’s icon in the browser toolbar. It may be locked, or its prompt may be behind this window.",
    "If you once chose “never”, remove this site from the list in the extension’s settings.",
    "If you’ve just installed the extension, reload this page.",
  ],
  remoteChecks: [
    "Open the signer app. It may be asleep, or waiting for you to allow the connection.",
    "Many links work only once. If this one has been used before, create a new one.",
    "Is the signer app online?",
  ],

  approve: {
    text: "Your signer app wants you to approve this on its website.",
    open: "Open its website",
    opened: "It opens in a new tab. Come back here when you’re done.",
  },

  approval: {
    label: "Waiting for your signer",
    extension: "Waiting for you to approve this in your browser extension.",
    remote: "Waiting for you to approve this in your signer app.",
  },
} as const
