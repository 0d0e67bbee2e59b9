/** The words of the dialog that edits a person's profile. */
export const text = {
  title: "Edit profile",
  lead: "Other people see this in every Nostr app. The rest of your profile stays as it is.",
  name: "Your name",
  nameMissing: "Enter a name. It doesn’t have to be your real one.",
  nameTooLong: (most: number) => `At most ${most} characters.`,
  picture: "Picture",
  pictureHelp: "The address of a picture on the web. Leave it empty for none.",
  pictureWrong: "Enter an address that starts with https://.",
  reading: "Reading your profile.",
  unread: "We couldn’t read your present profile, so nothing was changed. Try again in a moment.",
  unpublished: "No relay accepted your profile, so nothing was changed. Try again in a moment.",
  save: "Save",
  cancel: "Cancel",
  saved: "Your profile is changed.",
} as const
