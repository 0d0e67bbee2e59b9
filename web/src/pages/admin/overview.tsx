export default function AdminOverview() {
  return <h1>AdminOverview</h1>
}
