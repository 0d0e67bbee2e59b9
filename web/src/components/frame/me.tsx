import { useProfiles } from "~/api/profiles"
import { account } from "~/auth/session"
import { Avatar } from "~/ui/picture/avatar"

/** The signed-in account, with picture and name once they are known. */
export function Me(props: { size: number }) {
  const pubkey = () => account()?.pubkey ?? ""
  const profiles = useProfiles(() => (pubkey() ? [pubkey()] : []))
  return (
    <Avatar pubkey={pubkey()} name={profiles(pubkey())?.name} picture={profiles(pubkey())?.picture} size={props.size} />
  )
}
