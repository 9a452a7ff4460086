// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/**
 * A sample of figures of one quantity, one from each fork.
 */
final class Sample {

	private final double[] sorted;

	Sample(Collection<Double> figures) {
		this.sorted = figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
	}

	static double median(double... figures) {
		return new Sample(Arrays.stream(figures).boxed().toList()).median();
	}

	boolean isEmpty() {
		return this.sorted.length == 0;
	}

	double sum() {
		return Arrays.stream(this.sorted).sum();
	}

	double median() {
		return at(0.5);
	}

	/**
	 * Returns the lower quartile, or the least of fewer than five figures.
	 */
	double low() {
		return at((this.sorted.length < 5) ? 0 : 0.25);
	}

	/**
	 * Returns the upper quartile, or the greatest of fewer than five figures.
	 */
	double high() {
		return at((this.sorted.length < 5) ? 1 : 0.75);
	}

	private double at(double share) {
		double position = share * (this.sorted.length - 1);
		int below = (int) position;
		int above = Math.min(below + 1, this.sorted.length - 1);
		return this.sorted[below] + (position - below) * (this.sorted[above] - this.sorted[below]);
	}

	/**
	 * Returns the spread as a share of the median.
	 */
	double spread() {
		return (high() == low()) ? 0 : (high() - low()) / Math.abs(median());
	}

	/**
	 * Whether the median is greater than the spread.
	 */
	boolean isMeaningful() {
		return !isEmpty() && spread() <= 1;
	}

	/**
	 * Returns the median, or no number if the spread exceeds it.
	 */
	double drawn() {
		return isMeaningful() ? median() : Double.NaN;
	}

	/**
	 * Returns the median with the quartiles, or a dash if the spread exceeds the median.
	 */
	@Override
	public String toString() {
		if (!isMeaningful()) {
			return "-";
		}
		String digits = digits(Math.abs(median()));
		String median = String.format(Locale.ROOT, digits, median());
		String low = String.format(Locale.ROOT, digits, low());
		String high = String.format(Locale.ROOT, digits, high());
		return low.equals(high) ? median : median + " (" + low + " to " + high + ")";
	}

	private static String digits(double figure) {
		if (figure == Math.rint(figure) || figure >= 100) {
			return "%,.0f";
		}
		return (figure < 10) ? "%.2f" : "%.1f";
	}

}
