/** Asks for the key of the account that is signed in, over the page. */
export default function Unlock() {
  return null
}
