// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A random change of an audit by somebody who has the database, but neither the key nor
 * the exported heads.
 */
final class Tampering {

	private final Random random;

	private final AuditState state;

	private String description = "";

	Tampering(long seed, AuditState state) {
		this.random = new Random(seed);
		this.state = state;
	}

	/**
	 * Changes the state.
	 * @return a description of the change
	 */
	String apply() {
		switch (this.random.nextInt(14)) {
			case 0, 1, 2, 3 -> changeValue();
			case 4 -> exchange(List.of(anyColumn()));
			case 5 -> exchange(linkColumns(any(List.of(LinkType.values()))));
			case 6 -> exchangeContent();
			case 7 -> remove();
			case 8 -> removeTail();
			case 9 -> duplicate();
			case 10 -> add();
			case 11 -> rename();
			case 12 -> changeEpoch();
			default -> changeCheckpoint();
		}
		return this.description;
	}

	private void changeValue() {
		String column = anyColumn();
		Map<String, @Nullable Object> row = anyRow();
		Object before = row.get(column);
		row.put(column, otherValue(column, before));
		this.description = "change " + column + " from " + before + " to " + row.get(column);
	}

	private @Nullable Object otherValue(String column, @Nullable Object value) {
		if (this.random.nextInt(4) == 0) {
			return anyRow().get(column);
		}
		if (value != null && this.random.nextInt(4) == 0) {
			return null;
		}
		Class<?> type = AuditState.type(column);
		if (type == UUID.class) {
			return new UUID(this.random.nextLong(), this.random.nextLong());
		}
		if (type == String.class) {
			String text = (value != null) ? (String) value : "";
			return any(List.of("", text + " ", text.toUpperCase(), text.replace("\"", "\" "), "null", "caf\u00e9",
					"cafe\u0301"));
		}
		if (type == Instant.class) {
			return (value != null) ? ((Instant) value).plusNanos(any(List.of(1_000L, -1_000L, 3_600_000_000_000L)))
					: Instant.EPOCH;
		}
		if (type == Boolean.class) {
			return value == null || !(Boolean) value;
		}
		if (type == byte[].class) {
			return otherCode(value);
		}
		long number = (value != null) ? (Long) value : 0;
		return any(List.of(number + 1, number - 1, -number, number * 10, 0L, Long.MAX_VALUE, Long.MIN_VALUE));
	}

	private Object otherCode(@Nullable Object code) {
		String text = (value(code).isEmpty()) ? "00".repeat(32) : value(code);
		return switch (this.random.nextInt(3)) {
			case 0 -> text.substring(2);
			case 1 -> "";
			default -> ((text.charAt(0) == '0') ? "1" : "0") + text.substring(1);
		};
	}

	private static String value(@Nullable Object code) {
		return (code != null) ? (String) code : "";
	}

	private void exchange(List<String> columns) {
		Map<String, @Nullable Object> one = anyRow();
		Map<String, @Nullable Object> other = anyRow();
		for (String column : columns) {
			Object value = one.get(column);
			one.put(column, other.get(column));
			other.put(column, value);
		}
		this.description = "exchange " + columns + " of " + one.get("run_id") + " and " + other.get("run_id");
	}

	private void exchangeContent() {
		List<String> columns = new ArrayList<>(AuditState.auditColumns());
		for (LinkType type : LinkType.values()) {
			columns.removeAll(linkColumns(type));
		}
		exchange(columns);
	}

	private static List<String> linkColumns(LinkType type) {
		return List.of(type.chainColumn(), type.linkColumn(), type.macColumn());
	}

	private void remove() {
		int first = this.random.nextInt(this.state.audit().size());
		int count = 1 + this.random.nextInt(Math.min(30, this.state.audit().size() - first));
		this.state.audit().subList(first, first + count).clear();
		this.description = "remove " + count + " rows from " + first;
	}

	/**
	 * Cuts off the tail of a chain, and sets its head to that of an earlier checkpoint.
	 */
	private void removeTail() {
		Map<String, @Nullable Object> checkpoint = any(this.state.checkpoints());
		Object chain = checkpoint.get("chain");
		long link = number(checkpoint.get("link"));
		this.state.audit()
			.removeIf((row) -> chain.equals(row.get("start_chain")) && number(row.get("start_link")) > link);
		this.state.audit().removeIf((row) -> chain.equals(row.get("end_chain")) && number(row.get("end_link")) > link);
		for (Map<String, @Nullable Object> epoch : this.state.epochs()) {
			if (chain.equals(epoch.get("epoch"))) {
				epoch.put("links", link);
				epoch.put("head", checkpoint.get("head"));
			}
		}
		this.description = "cut off " + chain + " after " + link;
	}

	private static long number(@Nullable Object value) {
		return (value != null) ? (Long) value : 0;
	}

	private void duplicate() {
		Map<String, @Nullable Object> copy = new LinkedHashMap<>(anyRow());
		boolean same = this.random.nextBoolean();
		if (!same) {
			copy.put("run_id", new UUID(1, this.random.nextLong()));
		}
		this.state.audit().add(copy);
		this.description = "duplicate a row " + (same ? "as it is" : "with another id");
	}

	/**
	 * Adds a row without links to a process that has a chain.
	 */
	private void add() {
		Map<String, @Nullable Object> copy = new LinkedHashMap<>(anyRow());
		copy.put("run_id", new UUID(1, this.random.nextLong()));
		for (LinkType type : LinkType.values()) {
			linkColumns(type).forEach((column) -> copy.put(column, null));
		}
		this.state.audit().add(copy);
		this.description = "add a row without links";
	}

	private void rename() {
		String column = any(List.of("instance", "user_id", "model", "epoch"));
		Object from = anyRow().get(column);
		Object to = column.equals("epoch") ? Long.valueOf(4_711) : from + "x";
		this.state.audit()
			.forEach((row) -> row.computeIfPresent(column, (key, value) -> value.equals(from) ? to : value));
		this.description = "rename all " + column + " of " + from;
	}

	private void changeEpoch() {
		Map<String, @Nullable Object> epoch = any(this.state.epochs());
		String column = any(List.of("links", "head", "removed_links", "removed_mac", "none"));
		Object before = epoch.get(column);
		switch (column) {
			case "links" -> epoch.put(column, any(List.of(number(before) + 1, number(before) - 1, 0L)));
			case "removed_links" -> epoch.computeIfPresent(column, (key, value) -> number(value) + 100);
			case "none" -> this.state.epochs().remove(epoch);
			default -> epoch.computeIfPresent(column, (key, value) -> otherCode(value));
		}
		this.description = "change " + column + " of epoch " + epoch.get("epoch") + " from " + before;
	}

	private void changeCheckpoint() {
		Map<String, @Nullable Object> checkpoint = any(this.state.checkpoints());
		Map<String, @Nullable Object> other = new HashMap<>(checkpoint);
		if (this.random.nextBoolean()) {
			checkpoint.put("head", otherCode(checkpoint.get("head")));
		}
		else {
			other.put("link", number(checkpoint.get("link")) + 1 + this.random.nextInt(20));
			this.state.checkpoints().add(other);
		}
		this.description = "change or replay checkpoint " + checkpoint;
	}

	private String anyColumn() {
		return any(AuditState.auditColumns());
	}

	private Map<String, @Nullable Object> anyRow() {
		return any(this.state.audit());
	}

	private <T> T any(List<T> list) {
		return Collections.unmodifiableList(list).get(this.random.nextInt(list.size()));
	}

}
