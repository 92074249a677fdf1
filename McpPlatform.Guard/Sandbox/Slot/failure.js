/** A call that failed in a way the host is told of. `why` is one of the names in SlotMessages.cs. */
export class Failure extends Error {
  constructor(why, message) {
    super(message);
    this.why = why;
  }
}
