/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package dev.callbacks.benchmarks;

import java.util.concurrent.TimeUnit;

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
 * What it costs to bring a token to its handlers: one thread emits flat out, the runs in
 * turn, and waits in the end until every handler has had every token. An operation is a
 * token.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = { "-Xms2g", "-Xmx2g" })
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
@State(Scope.Benchmark)
public class DispatchBenchmark {

	/** How many tokens there are in an invocation, whatever the number of runs. */
	static final int TOKENS = 200_000;

	/** Who brings them. */
	@Param({ "callbacks", "bare-log", "executor-hop" })
	public String subject = "";

	/** Handlers: how many blocking, how many asynchronous. */
	@Param({ "1B", "1A", "1B1A", "8B8A" })
	public String handlers = "";

	/** How many runs are open. */
	@Param({ "1", "100", "1000", "10000" })
	public int runs;

	/** How many tokens a handler may be behind. */
	@Param("256")
	public int window;

	/** Whether handlers run on virtual threads. */
	@Param("false")
	public boolean virtual;

	private Load load = new Load("", 0, 0, false);

	private Subject current = Subject.of("executor-hop", this.load);

	/**
	 * Opens the runs.
	 */
	@Setup(Level.Iteration)
	public void open() {
		this.current.close();
		this.load = new Load(this.handlers, this.runs, this.window, this.virtual);
		this.current = Subject.of(this.subject, this.load);
	}

	/**
	 * Ends the runs.
	 */
	@TearDown(Level.Iteration)
	public void close() {
		this.current.close();
	}

	/**
	 * Emits all tokens.
	 */
	@Benchmark
	@OperationsPerInvocation(TOKENS)
	public void token() {
		this.load.expectLastOfEveryRun();
		int rounds = TOKENS / this.runs;
		for (int round = 1; round < rounds; round++) {
			for (int run = 0; run < this.runs; run++) {
				this.current.emit(run, Load.TOKEN);
			}
		}
		for (int run = 0; run < this.runs; run++) {
			this.current.emit(run, Load.LAST);
		}
		this.load.awaitLastOfEveryRun();
	}

}
