/** The dialog in which an operator creates a relay for a tenant. */
export const text = {
  title: (name: string) => `Create a relay for ${name}`,
  name: "Relay name",
  address: "Address",
  plan: "Plan",
  hidden: (plan: string) => `${plan} (hidden)`,
  go: "Create relay",
  cancel: "Cancel",
  done: (name: string) => `${name} is being set up.`,
} as const
