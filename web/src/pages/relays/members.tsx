export default function RelayMembers() {
  return <h1>RelayMembers</h1>
}
