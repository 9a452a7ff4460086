// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.faults;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import dev.callbacks.CallWay;

/**
 * The selection of cells.
 */
final class Cells {

	private Cells() {
	}

	/**
	 * Every cell there is.
	 */
	static List<Cell> all() {
		List<Cell> cells = new ArrayList<>();
		for (Place place : Place.values()) {
			for (Fault fault : Fault.values()) {
				for (CallWay way : CallWay.values()) {
					for (Moment moment : Moment.values()) {
						Cell cell = new Cell(place, fault, way, moment);
						if (cell.isValid()) {
							cells.add(cell);
						}
					}
				}
			}
		}
		return cells;
	}

	/**
	 * Every place with every fault it may have, and beyond that every two values of two
	 * dimensions that go together in some cell.
	 */
	static List<Cell> covering() {
		List<Cell> all = all();
		Set<Cell> chosen = new LinkedHashSet<>();
		Set<List<Enum<?>>> missing = new LinkedHashSet<>();
		all.forEach((cell) -> missing.addAll(pairs(cell)));
		Set<List<Enum<?>>> places = new LinkedHashSet<>();
		all.forEach((cell) -> places.add(List.of(cell.place(), cell.fault())));
		for (List<Enum<?>> place : places) {
			take(best(all.stream().filter((cell) -> pairs(cell).contains(place)).toList(), chosen, missing), chosen,
					missing);
		}
		while (!missing.isEmpty()) {
			take(best(all, chosen, missing), chosen, missing);
		}
		return List.copyOf(chosen);
	}

	private static void take(Cell cell, Set<Cell> chosen, Set<List<Enum<?>>> missing) {
		chosen.add(cell);
		missing.removeAll(pairs(cell));
	}

	/**
	 * The cell that has most of what is missing, and of these the one whose way and
	 * moment were chosen least.
	 */
	private static Cell best(List<Cell> cells, Set<Cell> chosen, Set<List<Enum<?>>> missing) {
		Cell best = cells.get(0);
		long most = Long.MIN_VALUE;
		for (Cell cell : cells) {
			Set<List<Enum<?>>> pairs = pairs(cell);
			pairs.retainAll(missing);
			long value = pairs.size() * 1_000_000L;
			for (Cell other : chosen) {
				if (other.way() == cell.way() && other.moment() == cell.moment()) {
					value -= (other.place() == cell.place()) ? 1000 : (other.fault() == cell.fault()) ? 100 : 1;
				}
			}
			if (value > most) {
				most = value;
				best = cell;
			}
		}
		return best;
	}

	private static Set<List<Enum<?>>> pairs(Cell cell) {
		List<Enum<?>> values = List.of(cell.place(), cell.fault(), cell.way(), cell.moment());
		Set<List<Enum<?>>> pairs = new HashSet<>();
		for (int i = 0; i < values.size(); i++) {
			for (int j = i + 1; j < values.size(); j++) {
				pairs.add(List.of(values.get(i), values.get(j)));
			}
		}
		return pairs;
	}

}
