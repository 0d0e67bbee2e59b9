import { useProfiles } from "~/api/profiles"
import { account } from "~/auth/session"
import { Avatar } from "~/ui/picture/avatar"

/** Whoever is signed in, with the picture and name of their profile once those are known. */
export function Me(props: { size: number }) {
  const pubkey = () => account()?.pubkey ?? ""
  const profiles = useProfiles(() => (pubkey() ? [pubkey()] : []))
  return (
    <Avatar pubkey={pubkey()} name={profiles(pubkey())?.name} picture={profiles(pubkey())?.picture} size={props.size} />
  )
}
