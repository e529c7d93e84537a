// What the page knows of the queues, for the messages in them.

let deadLetterQueues = new Set();
let elsewhere = new Set();

/** Learns of the queues as they are now. */
export function learn(queues) {
  deadLetterQueues = new Set(queues.map(queue => queue.deadLetterQueue));
  elsewhere = new Set(queues.filter(queue => queue.isElsewhere).map(queue => queue.arn));
}

export const isDeadLetterQueue = arn => deadLetterQueues.has(arn);

/** Whether it is a queue of another process. */
export const isElsewhere = arn => elsewhere.has(arn);

export const nameOf = arn => arn.slice(arn.lastIndexOf(":") + 1);

/** The state of a message, by the names of the list of states. */
export const stateOf = row => row.state === "Waiting" && isDeadLetterQueue(row.queue) ? "DeadLetter" : row.state;
