/**
 * The training loop as a generator of events, with the names and fields of Python's: one view shows the runs of both.
 *
 * The caller may stop at any event; the trainer is then exactly the training so far, and the generator goes on from there.
 */

import { diagnose } from "./diagnosis.js";
import { SymptomFinder } from "./symptoms.js";

const SECONDS_BETWEEN_EVENTS = 0.1;

/** @typedef {import("./trainer.js").Trainer} Trainer */
/**
 * - `started`: parameters, epochs, steps_per_epoch, examples_per_epoch, step.
 * - `part`: between the parts of a large batch, before its update.
 * - `updated`: after each update; loss, correct and examples of its batch, before the update.
 * - `progress`: now and then within an epoch, instead of `updated`; means over the epoch so far.
 * - `epoch_done`: training figures are means over the epoch, validation figures of the parameters at its end.
 * - `noticed`: it does not learn, or will learn badly: symptom, a name, and advice, what to change. It comes before the event of the
 *   update or epoch that it is about.
 * - `diverged`: the loss is no longer a finite number; where, and the likely cause.
 * - `finished`: epochs, kept_epoch, stopped_early.
 * @typedef {{type: string, step: number, [field: string]: any}} TrainingEvent
 */

/**
 * Every update and every event.
 * @param {Trainer} trainer @param {() => number} [now] seconds
 * @returns {Generator<TrainingEvent, void>}
 */
export function* stepThrough(trainer, now = () => performance.now() / 1000) {
  const { recipe, stepsPerEpoch } = trainer;
  const symptoms = new SymptomFinder(trainer);
  let seconds = 0;
  yield {
    type: "started", step: trainer.step, parameters: trainer.parameters.vector.length, epochs: recipe.epochs,
    steps_per_epoch: stepsPerEpoch, examples_per_epoch: trainer.count, validation: trainer.validation?.labels.length ?? 0,
  };
  yield* notice(trainer, symptoms.findAtStart());
  while (trainer.epochsDone < recipe.epochs && !trainer.shouldStop) {
    const secondsBefore = seconds;
    while (trainer.step < (trainer.epochsDone + 1) * stepsPerEpoch) {
      const update = trainer.updateInParts();
      let found;
      while (found === undefined) {
        const began = now();
        const { value } = update.next();
        seconds += now() - began;
        if (value === undefined) yield { type: "part", step: trainer.step };
        else found = value;
      }
      const rate = rateOfLastUpdate(trainer);
      if (!Number.isFinite(found.loss)) return yield diverge(trainer, rate);
      yield* notice(trainer, symptoms.findAfterUpdate(rate));
      yield { type: "updated", ...describe(trainer, rate, seconds - secondsBefore), ...found };
    }
    const rate = rateOfLastUpdate(trainer);
    if (!trainer.parameters.vector.every(Number.isFinite)) return yield diverge(trainer, rate);
    const validation = trainer.validate();
    if (validation !== null && !Number.isFinite(validation.loss)) return yield diverge(trainer, rate);
    const summary = describe(trainer, rate, seconds - secondsBefore);
    yield* notice(trainer, symptoms.findAfterEpoch(rate));
    trainer.endEpoch();
    yield {
      type: "epoch_done", ...summary, seconds,
      validation_loss: validation?.loss ?? null, validation_accuracy: validation?.accuracy ?? null,
    };
  }
  const kept = trainer.bestEpoch >= 0 ? trainer.bestEpoch : trainer.epochsDone - 1;
  const early = trainer.epochsDone < recipe.epochs;
  yield { type: "finished", step: trainer.step, epochs: trainer.epochsDone, kept_epoch: kept, seconds, stopped_early: early };
}

/**
 * The events that Python's loop has: progress ten times a second instead of every update.
 * @param {Trainer} trainer @param {() => number} [now] seconds
 */
export function* train(trainer, now = () => performance.now() / 1000) {
  let reported = now();
  for (const event of stepThrough(trainer, now)) {
    if (event.type === "part") continue;
    if (event.type !== "updated") yield event;
    else if (now() - reported >= SECONDS_BETWEEN_EVENTS) {
      reported = now();
      yield { ...event, type: "progress" };
    }
  }
}

/** @param {Trainer} trainer */
function rateOfLastUpdate({ recipe, clock, step }) {
  return recipe.schedule.rateAt({ ...clock, step: step - 1 });
}

/** Means over the epoch so far. @param {Trainer} trainer @param {number} rate of the last update @param {number} seconds of this epoch */
function describe({ totals, step, epochsDone }, rate, seconds) {
  return {
    epoch: epochsDone, step, examples_seen: totals.examples,
    train_loss: totals.loss / totals.examples, train_accuracy: totals.correct / totals.examples,
    learning_rate: rate, examples_per_second: totals.examples / Math.max(seconds, 1e-9),
  };
}

/** @param {Trainer} trainer @param {import("./symptoms.js").Symptom[]} found @returns {Generator<TrainingEvent, void>} */
function* notice({ step, epochsDone }, found) {
  for (const each of found) yield { type: "noticed", epoch: epochsDone, step, ...each };
}

/** @param {Trainer} trainer @param {number} rate @returns {TrainingEvent} */
function diverge(trainer, rate) {
  return { type: "diverged", epoch: trainer.epochsDone, step: trainer.step - 1, ...diagnose(trainer, rate) };
}
