// What the page knows of the queues, for the messages in them.

let deadLetterQueues = new Set();
let elsewhere = new Set();

/**
 * Learns of the queues as they are now.
 * @returns Whether other queues are dead-letter queues than before.
 */
export function learn(queues) {
  const before = deadLetterQueues;
  deadLetterQueues = new Set(queues.map(queue => queue.deadLetterQueue));
  elsewhere = new Set(queues.filter(queue => queue.isElsewhere).map(queue => queue.arn));
  return before.symmetricDifference(deadLetterQueues).size > 0;
}

export const isDeadLetterQueue = arn => deadLetterQueues.has(arn);

/** Whether it is a queue of another process. */
export const isElsewhere = arn => elsewhere.has(arn);

export const nameOf = arn => arn.slice(arn.lastIndexOf(":") + 1);

/** The state of a message, by the names of the list of states. */
export const stateOf = row => row.state === "Waiting" && isDeadLetterQueue(row.queue) ? "DeadLetter" : row.state;
