// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleBinaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * A comparison of cases, measured in turn, each time in a JVM of its own: the first, the
 * second, and so on, then the first again. A disturbance of the machine affects all cases
 * of a turn, so ratios are taken between forks of the same turn.
 */
final class Comparison {

	/** The distance of quartiles below which more forks add nothing. */
	private static final double CLOSE = 0.25;

	/** A limit far above the time of any round. */
	private static final int LIMIT_SECONDS = 20;

	private final Settings settings;

	private final List<Case> cases;

	/** The figures of the cases by turn, {@code null} for a case that stopped. */
	private final List<@Nullable Figure[]> turns = new ArrayList<>();

	private Comparison(Settings settings, List<Case> cases) {
		this.settings = settings;
		this.cases = cases;
	}

	static Comparison of(Settings settings, List<Case> cases) throws IOException, InterruptedException {
		Comparison comparison = new Comparison(settings, cases);
		for (int turn = 0; turn < settings.maxForks(); turn++) {
			if (turn >= settings.minForks() && (comparison.isClose() || !settings.hasTimeForMore())) {
				break;
			}
			comparison.turn();
		}
		return comparison;
	}

	private void turn() throws IOException, InterruptedException {
		@Nullable Figure[] figures = new Figure[this.cases.size()];
		for (int i = 0; i < figures.length; i++) {
			figures[i] = fork(this.cases.get(i));
			System.err.println(this.cases.get(i) + ": " + Objects.requireNonNullElse(figures[i], "stopped"));
		}
		this.turns.add(figures);
	}

	private @Nullable Figure fork(Case measured) throws IOException, InterruptedException {
		List<String> arguments = new ArrayList<>(List.of("" + this.settings.warmUp(), "" + this.settings.measured()));
		arguments.addAll(measured.arguments());
		List<String> results = Child.run(LIMIT_SECONDS, Fork.RESULT, List.of("-Xms2g", "-Xmx2g"),
				Child.withOurClasses(Fork.class.getName(), arguments));
		if (results.isEmpty()) {
			return null;
		}
		String[] parts = results.get(0).split(" ");
		return new Figure(Double.parseDouble(parts[0]), Double.parseDouble(parts[1]));
	}

	private boolean isClose() {
		for (int i = 1; i < this.cases.size(); i++) {
			Sample ratio = ratio(0, i);
			if (ratio.isEmpty() || ratio.spread() > CLOSE) {
				return false;
			}
		}
		return true;
	}

	int forks() {
		return this.turns.size();
	}

	/**
	 * Returns the nanoseconds of a token.
	 */
	Sample nanos(int at) {
		return both(at, at, (one, other) -> one);
	}

	/**
	 * Returns the bytes of a token.
	 */
	Sample bytes(int at) {
		return new Sample(
				this.turns.stream().map((turn) -> turn[at]).filter(Objects::nonNull).map(Figure::bytes).toList());
	}

	Sample ratio(int of, int to) {
		return both(of, to, (one, other) -> one / other);
	}

	Sample difference(int of, int to) {
		return both(of, to, (one, other) -> one - other);
	}

	private Sample both(int one, int other, DoubleBinaryOperator operator) {
		List<Double> values = new ArrayList<>();
		for (@Nullable
		Figure[] turn : this.turns) {
			Figure first = turn[one];
			Figure second = turn[other];
			if (first != null && second != null) {
				values.add(operator.applyAsDouble(first.nanos(), second.nanos()));
			}
		}
		return new Sample(values);
	}

	/**
	 * States the number of forks in which a case did not finish, if there are any.
	 */
	String stopped(int at) {
		long stopped = this.turns.stream().filter((turn) -> turn[at] == null).count();
		return (stopped == 0) ? "" : ", stopped in " + stopped + " of " + this.turns.size() + " forks";
	}

	private record Figure(double nanos, double bytes) {

	}

}
