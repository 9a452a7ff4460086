// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.programs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import dev.callbacks.programs.Action.Demand;
import dev.callbacks.programs.Action.Kind;
import dev.callbacks.programs.Action.Method;
import dev.callbacks.programs.Action.Source;
import dev.callbacks.programs.Action.Trigger;
import dev.callbacks.programs.Action.Trigger.Effect;
import dev.callbacks.programs.Action.Trigger.Moment;
import dev.callbacks.programs.Program.Machine;
import dev.callbacks.programs.Program.Pool;
import dev.callbacks.programs.Program.Stop;

/**
 * Makes a program of a seed.
 */
final class ProgramGenerator {

	private static final int MAX_DEPTH = 4;

	private final long seed;

	private final Random random;

	private final List<HandlerPlan> handlers = new ArrayList<>();

	private final List<Integer> application = new ArrayList<>();

	private final List<Integer> movable = new ArrayList<>();

	private final List<Integer> nameable = new ArrayList<>();

	private int actions;

	/** The number of actions that may still be generated. */
	private int budget;

	private ProgramGenerator(long seed) {
		this.seed = seed;
		// consecutive seeds of this generator of numbers begin alike
		this.random = new Random(seed * 0x9E3779B97F4A7C15L);
	}

	static Program generate(long seed) {
		return new ProgramGenerator(seed).program();
	}

	private Program program() {
		Machine machine = new Machine(1 + this.random.nextInt(4), pool(),
				pick(1, 2, 4, 1 + this.random.nextInt(300), 256), !chance(4), !chance(3));
		HandlerGenerator plans = new HandlerGenerator(this.random, machine.threads());
		int count = 1 + this.random.nextInt(6);
		for (int id = 0; id < count; id++) {
			this.handlers.add(plans.next(id));
			place(id);
		}
		int callers = 1 + this.random.nextInt(4);
		this.budget = 6 + this.random.nextInt(40);
		List<List<Action>> all = new ArrayList<>();
		for (int i = 0; i < callers; i++) {
			List<Action> own = new ArrayList<>();
			int length = 1 + this.random.nextInt(5);
			for (int j = 0; j < length && this.budget > 0; j++) {
				own.add(action(0, true));
			}
			all.add(List.copyOf(own));
		}
		Stop stop = chance(5) ? new Stop(this.random.nextInt(1 + this.actions / 2),
				Duration.ofMillis(pick(1, 10, 30, 100)), chance(2)) : null;
		return new Program(this.seed, machine, List.copyOf(this.handlers), List.copyOf(this.application),
				List.copyOf(this.movable), List.copyOf(all), stop);
	}

	/** Makes a handler one of the application, of calls, or of both. */
	private void place(int id) {
		switch (this.random.nextInt(8)) {
			case 0, 1 -> this.nameable.add(id);
			case 2 -> {
				this.movable.add(id);
				this.nameable.add(id);
			}
			case 3 -> {
				this.movable.add(id);
				this.application.add(id);
			}
			case 4 -> {
				this.application.add(id);
				this.nameable.add(id);
			}
			default -> this.application.add(id);
		}
	}

	private Pool pool() {
		return pick(Pool.FIXED, Pool.FIXED, Pool.FIXED, Pool.REJECTING, Pool.NO_QUEUE, Pool.VIRTUAL);
	}

	private Action action(int depth, boolean mayBlock) {
		this.budget--;
		int id = this.actions++;
		Kind kind = kind(depth);
		Method method = method(kind, mayBlock);
		int number = number(kind);
		if (!kind.isRun()) {
			return new Action(id, kind, method, source(false), demand(), Trigger.NONE, null, List.of(), number, false,
					List.of());
		}
		Duration timeout = chance(12) ? Duration.ofMillis(1 + this.random.nextInt(20)) : null;
		Trigger trigger = chance(4) ? trigger(kind, method, depth) : Trigger.NONE;
		boolean mayHang = timeout != null
				|| (trigger.effect() != Effect.NONE && trigger.moment() != Moment.INSIDE && kind != Kind.DRIVEN);
		List<Action> inside = new ArrayList<>();
		if ((kind.isBody() || kind == Kind.DRIVEN) && depth < MAX_DEPTH) {
			boolean blocks = kind.isBody() && (method == Method.CALL || method == Method.SUBMIT);
			int length = this.random.nextInt(4);
			for (int i = 0; i < length && this.budget > 0; i++) {
				inside.add(action(depth + 1, blocks));
			}
		}
		return new Action(id, kind, method, source(mayHang), demand(), trigger, timeout, named(), number, chance(3),
				List.copyOf(inside));
	}

	private Kind kind(int depth) {
		if (!this.movable.isEmpty() && chance(8)) {
			return chance(2) ? Kind.ADD : Kind.REMOVE;
		}
		return switch (this.random.nextInt(20)) {
			case 0, 1, 2, 3, 4, 5 -> Kind.MODEL;
			case 6, 7, 8, 9 -> Kind.CHAIN;
			case 10, 11 -> Kind.TOOL;
			case 12 -> Kind.RETRIEVER;
			case 13 -> Kind.AGENT;
			case 14, 15, 16 -> Kind.DRIVEN;
			case 17 -> Kind.GENERATE;
			case 18 -> chance(2) ? Kind.BATCH : Kind.STEPS;
			default -> (depth == 0) ? Kind.CHAIN : Kind.YIELD;
		};
	}

	private Method method(Kind kind, boolean mayBlock) {
		Method method = switch (kind) {
			case MODEL -> pick(Method.CALL, Method.CALL_ASYNC, Method.CALL_ASYNC, Method.STREAM, Method.STREAM,
					Method.MONO, Method.EVENTS);
			case CHAIN, TOOL, RETRIEVER, AGENT ->
				pick(Method.CALL, Method.CALL, Method.CALL_ASYNC, Method.SUBMIT, Method.STREAM, Method.MONO);
			case GENERATE, BATCH, STEPS -> pick(Method.CALL, Method.CALL_ASYNC);
			case DRIVEN, ADD, REMOVE, YIELD -> Method.CALL_ASYNC;
		};
		return (method.isBlocking() && !mayBlock) ? Method.CALL_ASYNC : method;
	}

	private int number(Kind kind) {
		return switch (kind) {
			case ADD, REMOVE -> pick(this.movable.toArray(Integer[]::new));
			case YIELD -> this.random.nextInt(50);
			case DRIVEN -> this.random.nextInt(4) * this.random.nextInt(30);
			case GENERATE, BATCH, STEPS -> 1 + this.random.nextInt(6);
			default -> 0;
		};
	}

	private Source source(boolean mayHang) {
		int items = pick(0, 1, this.random.nextInt(8), this.random.nextInt(8), this.random.nextInt(80),
				this.random.nextInt(400));
		Source.End end = chance(6) ? Source.End.FAILS : (mayHang && chance(2)) ? Source.End.NEVER : Source.End.NORMAL;
		return new Source(items, end, pick(Source.On.HERE, Source.On.HERE, Source.On.PARALLEL, Source.On.LATER),
				chance(2));
	}

	private Demand demand() {
		return new Demand(chance(2) ? 0 : 1 + this.random.nextInt(6), chance(5) ? 1 + this.random.nextInt(12) : 0,
				chance(2));
	}

	private Trigger trigger(Kind kind, Method method, int depth) {
		Moment moment = pick(Moment.NOW, Moment.AFTER_YIELDS, Moment.AFTER_YIELDS, Moment.INSIDE);
		int number = this.random.nextInt((moment == Moment.INSIDE) ? 8 : 400);
		if (method.isBlocking()) {
			// a nested call's thread is not known to whoever would interrupt it
			return (depth == 0) ? new Trigger(Effect.INTERRUPT, moment, number) : Trigger.NONE;
		}
		Effect effect = (method == Method.STREAM || method == Method.EVENTS || method == Method.MONO
				|| kind == Kind.DRIVEN) ? Effect.CANCEL
						: pick(Effect.CANCEL, Effect.CANCEL, Effect.COMPLETE, Effect.FAIL, Effect.OR_TIMEOUT);
		return new Trigger(effect, moment, (effect == Effect.OR_TIMEOUT) ? 1 + number % 10 : number);
	}

	private List<Integer> named() {
		if (this.nameable.isEmpty() || !chance(3)) {
			return List.of();
		}
		return List.of(pick(this.nameable.toArray(Integer[]::new)));
	}

	private boolean chance(int one) {
		return this.random.nextInt(one) == 0;
	}

	@SafeVarargs
	private <T> T pick(T... values) {
		return values[this.random.nextInt(values.length)];
	}

}
