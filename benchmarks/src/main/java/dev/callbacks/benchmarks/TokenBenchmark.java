// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A benchmark of any single case under JMH, for its profilers. An operation is a token.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = { "-Xms2g", "-Xmx2g" })
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
@State(Scope.Benchmark)
public class TokenBenchmark {

	/** The name of the subject. */
	@Param("callbacks")
	public String subject = "";

	/** The handlers: the number of blocking ones, and of asynchronous ones. */
	@Param("8B8A")
	public String handlers = "";

	/** The number of open runs. */
	@Param("100")
	public int runs;

	/** The number of tokens that a handler may be behind. */
	@Param("256")
	public int window;

	/** Whether handlers run on virtual threads. */
	@Param("false")
	public boolean virtual;

	private @Nullable Workload workload;

	/**
	 * Opens the runs.
	 */
	@Setup(Level.Trial)
	public void open() {
		this.workload = Workload.of(new Case(this.subject, this.handlers, this.runs, this.window, this.virtual),
				Workload.TOKENS);
	}

	/**
	 * Ends the runs.
	 */
	@TearDown(Level.Trial)
	public void close() {
		if (this.workload != null) {
			this.workload.close();
		}
	}

	/**
	 * Brings all tokens.
	 * @throws InterruptedException if it is interrupted
	 */
	@Benchmark
	@OperationsPerInvocation(Workload.TOKENS)
	public void token() throws InterruptedException {
		if (this.workload != null) {
			this.workload.round();
		}
	}

}
