const KEY = "invitation"
const CODE = /^[0-9a-f]{32}$/

/** The code of an invitation to create an account that this browser opened; `""` if there is none. */
export function keptInvitation(): string {
  try {
    return localStorage.getItem(KEY) ?? ""
  } catch {
    return ""
  }
}

/** Keeps the code until an account is created with it. Returns false if it cannot be one. */
export function keepInvitation(code: string): boolean {
  const typed = code.trim().toLowerCase()
  if (!CODE.test(typed)) return false
  localStorage.setItem(KEY, typed)
  return true
}

export const forgetInvitation = () => localStorage.removeItem(KEY)

/** The code in a link to the page of invitations, or in what a person pasted. */
export const invitationIn = (text: string): string => text.trim().split("#").at(-1) ?? ""
